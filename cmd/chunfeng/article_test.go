package main

import (
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const sampleReturns = "../../samples/returns"

// The figures that the article reports as of 2024-02-04.
var article = map[string]string{
	"recruit.teams": "14", "recruit.provinces": "6", "recruit.places": "21", "recruit.firms": "90",
	"recruit.posts": "11041", "recruit.fairs": "40", "recruit.intentions": "3012", "recruit.agreements": "47",
	"visits.firms": "312", "visits.solved": "82", "hometown.firms": "65", "hometown.people": "484",
	"alliance.firms": "19", "alliance.villages": "19",
}

const lead = "截至2月4日，全市已派出14个小分队，组织90家企业，带着1.1万个工作岗位，赴6省21地，开展了40场现场招聘活动，达成就业意向3012人次，签订劳务合作协议47份。"

func TestArticle(t *testing.T) {
	t.Parallel()
	b, code := briefOf(t, "--asof", "2024-02-04", sampleReturns)
	if code != exitOK {
		t.Errorf("exit code %d; refused: %v", code, b.Refused)
	}
	for id, want := range article {
		if got := string(b.Figures[id].Value); got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
	if got := b.Figures["recruit.posts"].Prose; got != "1.1万个" {
		t.Errorf("posts in prose: %s", got)
	}
	if got := b.Figures["recruit.posts"].Qualifier; got != "atleast" {
		t.Errorf("posts are %q, want atleast", got)
	}
	within(t, b, "visits.people", 3001, 3099)
	within(t, b, "visits.brochures", 6701, 6799)
	for id := range b.Figures {
		if strings.HasPrefix(id, "return.") {
			t.Errorf("%s stands before anybody filed it", id)
		}
	}
}

func within(t *testing.T, b brief, id string, from, to int) {
	t.Helper()
	n, err := strconv.Atoi(string(b.Figures[id].Value))
	if err != nil || n < from || n > to {
		t.Errorf("%s is %s, want %d to %d", id, b.Figures[id].Value, from, to)
	}
}

func TestArticleLeadInPDF(t *testing.T) {
	t.Parallel()
	pdftotext := tool(t, "pdftotext")
	out := t.TempDir()
	code, printed, errs := command(t, "brief", "--asof", "2024-02-04", "--out", out, sampleReturns)
	if code != exitOK {
		t.Fatalf("exit code %d\n%s%s", code, printed, errs)
	}
	if !strings.Contains(printed, lead) || !strings.Contains(printed, filepath.Join(out, "briefing.xlsx")) {
		t.Errorf("printed:\n%s", printed)
	}
	text, err := exec.Command(pdftotext, filepath.Join(out, "briefing.pdf"), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(squeezed(string(text)), squeezed(lead)) {
		t.Errorf("the PDF lacks the lead:\n%s", text)
	}
}

func TestReturnRates(t *testing.T) {
	t.Parallel()
	b, code := briefOf(t, "--asof", "2024-02-25", sampleReturns)
	if code != exitOK {
		t.Errorf("exit code %d; refused: %v", code, b.Refused)
	}
	for _, id := range []string{"return.rate", "return.base", "return.onpost", "return.recovery", "return.firms90"} {
		if len(b.Figures[id].Value) == 0 {
			t.Errorf("%s is absent", id)
		}
	}
}
