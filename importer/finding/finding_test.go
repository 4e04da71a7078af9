package finding

import (
	"strings"
	"testing"
)

func TestColumn(t *testing.T) {
	for col, want := range map[int]string{1: "A", 26: "Z", 27: "AA", 52: "AZ", 702: "ZZ", 703: "AAA", 16384: "XFD"} {
		if got := Column(col); got != want {
			t.Errorf("Column(%d) = %s, want %s", col, got, want)
		}
	}
}

func TestEveryKindIsWhole(t *testing.T) {
	seen := map[Code]bool{}
	for _, k := range Kinds() {
		says, advice := k.Example(), k.ExampleAdvice()
		if k.Title == "" || says == "" || advice == "" || strings.Contains(says+advice, "{") {
			t.Errorf("%s lacks title, sentence, advice or words for an example: %s / %s", k.Code, says, advice)
		}
		if seen[k.Code] {
			t.Errorf("%s stands twice", k.Code)
		}
		seen[k.Code] = true
	}
}

func TestFamiliesHoldTheCatalogue(t *testing.T) {
	n := 0
	for _, f := range Families() {
		n += len(f.Kinds)
	}
	if n != len(Kinds()) {
		t.Errorf("%d codes in families, %d in the catalogue", n, len(Kinds()))
	}
}

func TestBoundsAreWrittenForClerks(t *testing.T) {
	for allowed, want := range map[string]string{"20971520": "文件大小超出上限 20 MB", "1000": "文件大小超出上限 1000 字节"} {
		if got := TooMuch(Place{}, FileBytes, allowed).Message(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestSentenceIsFilled(t *testing.T) {
	at := Place{File: "a.xlsx", Sheet: "招工", Row: 7, Col: 8}
	f := NotANumber(at, "posts", "提供岗位数", "若干")
	if got, want := f.Message(), "“提供岗位数”应填数字，填的是“若干”"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if f.Place.Cell() != "H7" || f.Place.String() != "招工!H7" || f.Severity() != Fault {
		t.Errorf("%s stands at %s", f.Flat(), f.Place)
	}
	for _, f := range []Finding{
		NotAWorkbook(at, "a", "b"), PasswordProtected(at), Damaged(at, "a"), OverLimit(at, "a", "b"), NoKnownForm(at, ""),
		ColumnMissing(at, "a", "b", "c", ""), CreditCode(at, "a", "b", "c"), TotalDiffers(at, "a", "b", "c", "d", "e", "f"),
		Jumped(at, "a", "b", "c", "d", "e"), FirmMissing(at, "a"), DateOutside(at, "a", "b", "c", "d", "e"),
	} {
		if strings.Contains(f.Message()+f.Advice(), "{") {
			t.Errorf("%s: %s %s", f.Code, f.Message(), f.Advice())
		}
	}
}

func TestWordsAreNotFilledAgain(t *testing.T) {
	f := NotANumber(Place{}, "a", "{2}", "{1}")
	if got, want := f.Message(), "“{2}”应填数字，填的是“{1}”"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestRaise(t *testing.T) {
	f := CreditCode(Place{}, "uscc", "x", "校验位不符")
	if f.Severity() != Doubt || f.Raise().Severity() != Fault || !f.Open() {
		t.Error("a credit code is a doubt, in a roster's meta line a fault")
	}
	f.Explained = "已核对"
	if f.Open() || (List{f}).Doubtful() {
		t.Error("an explained doubt is closed")
	}
}

func TestSort(t *testing.T) {
	l := List{
		{Code: "C202", Place: Place{Sheet: "b", Order: 1, Row: 1, Col: 1}},
		{Code: "C202", Place: Place{Sheet: "a", Order: 0, Row: 10, Col: 1}},
		{Code: "C201", Place: Place{Sheet: "a", Order: 0, Row: 9, Col: 3}},
		{Code: "H101", Place: Place{Sheet: "a", Order: 0}},
		{Code: "F006"},
	}
	l.Sort()
	var got []string
	for _, f := range l {
		got = append(got, string(f.Code)+f.Place.Sheet+f.Place.Cell())
	}
	if s := strings.Join(got, " "); s != "F006 H101a C201aC9 C202aA10 C202bA1" {
		t.Errorf("sorted: %s", s)
	}
}
