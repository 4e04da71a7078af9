package sections_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"chunfeng/reports/reportstest"
)

func TestTitleBreaksBySense(t *testing.T) {
	want := []string{"台州2024年春节稳岗扩岗", "保用工促就业专项行动进展情况"}
	if diff := cmp.Diff(want, written(t, reportstest.Article(3)).Title); diff != "" {
		t.Error(diff)
	}
}
