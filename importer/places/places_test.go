package places

import "testing"

func TestFindNamesAPlaceByItsStem(t *testing.T) {
	found := Find("兴仁县", Hint{})
	if len(found) != 1 || found[0].Code != "522302" {
		t.Errorf("Find(兴仁县) = %v, want 522302", found)
	}
}
