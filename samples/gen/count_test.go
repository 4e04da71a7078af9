package main

import (
	"testing"
)

// The figures of the article.
var article = count{
	"recruit.teams": 14, "recruit.fairs": 40, "recruit.firms": 90, "recruit.posts": 11041, "recruit.intentions": 3012,
	"recruit.provinces": 6, "recruit.places": 21, "recruit.agreements": 47,
	"visits.firms": 312, "visits.firmvisits": 340, "visits.people": 3046, "visits.brochures": 6738, "visits.solved": 82, "visits.raised": 97,
	"hometown.firms": 65, "hometown.people": 484, "alliance.firms": 19, "alliance.villages": 19, "alliance.pairs": 19,
}

func TestTruthIsTheArticle(t *testing.T) {
	got := asOf(3, reading{})
	for id, want := range article {
		if got[id] != want {
			t.Errorf("%s is %d, want %d", id, got[id], want)
		}
	}
}

// Each wrong reading of the workbooks gives another number: a program that
// prints the article's has read them right.
func TestWrongReadings(t *testing.T) {
	for _, tt := range []struct {
		name    string
		reading reading
		gives   count
	}{
		{"三门's copy of the city's fair counts", reading{twice: true}, count{"recruit.fairs": 42, "recruit.posts": 13587, "recruit.teams": 15, "recruit.intentions": 3330, "hometown.people": 487}},
		{"firms distinct inside a unit only", reading{perUnit: true}, count{"recruit.firms": 95, "visits.firms": 322, "hometown.firms": 68}},
		{"firms told by the name as typed", reading{perName: true}, count{"visits.firms": 331}},
		{"every visit is a firm", reading{perRow: true}, count{"visits.firms": 340, "recruit.firms": 147}},
		{"places are counties", reading{perCounty: true}, count{"recruit.places": 27}},
		{"the fair inside 浙江 counts", reading{homeToo: true}, count{"recruit.provinces": 7, "recruit.places": 22, "recruit.teams": 15, "recruit.fairs": 41, "recruit.posts": 11161, "recruit.firms": 92}},
		{"the renamed row counts twice", reading{renamed: true}, count{"recruit.fairs": 41, "recruit.posts": 11191, "recruit.intentions": 3053}},
		{"alliances are agreements", reading{alliances: true}, count{"recruit.agreements": 66}},
		{"events by their day, whatever return holds them", reading{byDay: true}, count{"recruit.fairs": 41, "recruit.posts": 11096}},
		{"events of 5 February in a later return", reading{early: true}, count{"recruit.fairs": 42, "recruit.posts": 11156, "recruit.intentions": 3033, "visits.people": 3206}},
		{"3000多 is no number", reading{skipsText: true}, count{"recruit.posts": 8041}},
		{"the alliance of 2023 counts", reading{template: true}, count{"alliance.firms": 20, "alliance.villages": 20}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			right, got := asOf(3, reading{}), asOf(3, tt.reading)
			for id, want := range tt.gives {
				if got[id] != want {
					t.Errorf("%s is %d, want %d", id, got[id], want)
				}
				if got[id] == right[id] {
					t.Errorf("%s does not tell this reading from the right one", id)
				}
			}
		})
	}
}

// The table of the contract, unit by unit.
func TestUnitSums(t *testing.T) {
	for _, tt := range []struct {
		unit                                                            string
		teams, rows, sessions, firms, posts, intentions, agreements, at int
	}{
		{city, 1, 1, 2, 22, 2546, 318, 6, 1}, {jiaojiang, 1, 3, 3, 7, 640, 121, 4, 3}, {huangyan, 1, 4, 4, 8, 705, 164, 5, 4},
		{luqiao, 2, 3, 5, 9, 760, 186, 5, 3}, {linhai, 1, 1, 1, 10, 3000, 1326, 4, 1}, {wenling, 2, 4, 6, 10, 905, 214, 6, 4},
		{yuhuan, 1, 2, 4, 7, 610, 157, 3, 2}, {tiantai, 1, 2, 4, 5, 455, 131, 4, 2}, {xianju, 1, 3, 4, 4, 430, 118, 3, 3},
		{sanmen, 2, 3, 5, 8, 590, 187, 4, 3}, {bay, 1, 1, 2, 5, 400, 90, 3, 1},
	} {
		teams, firms, places := set{}, set{}, set{}
		rows, sessions, posts, intentions, signed := 0, 0, 0, 0, 0
		for _, f := range fairs {
			if f.unit != tt.unit || f.filed > 3 || f.other || f.home() {
				continue
			}
			rows, sessions, posts, intentions = rows+1, sessions+f.sessions, posts+f.posts, intentions+f.intentions
			teams.add(f.team)
			places.add(f.at.city)
			for _, fm := range f.firms {
				firms.add(fm.code)
			}
		}
		for _, a := range agreements {
			if a.unit == tt.unit && a.filed <= 3 {
				signed++
			}
		}
		got := [...]int{len(teams), rows, sessions, len(firms), posts, intentions, signed, len(places)}
		want := [...]int{tt.teams, tt.rows, tt.sessions, tt.firms, tt.posts, tt.intentions, tt.agreements, tt.at}
		if got != want {
			t.Errorf("%s: teams, rows, sessions, firms, posts, intentions, agreements, prefectures are %v, want %v", tt.unit, got, want)
		}
	}
}

func TestReturning(t *testing.T) {
	var before float64
	for no := 4; no <= 6; no++ {
		sum, firms := returning(no)
		if len(firms) != 40 {
			t.Errorf("period %d: %d firms, want 40", no, len(firms))
		}
		mean := 0.0
		for _, f := range firms {
			mean += float64(f.onPost) / float64(f.base) / float64(len(firms))
			if f.onPost > f.base {
				t.Errorf("period %d: %d of %d are back", no, f.onPost, f.base)
			}
		}
		ratio := float64(sum.onPost) / float64(sum.base)
		if diff := ratio - mean; diff < 0.001 && diff > -0.001 {
			t.Errorf("period %d: the ratio of sums %.4f prints like the mean of rates %.4f", no, ratio, mean)
		}
		if ratio <= before || ratio > 0.99 {
			t.Errorf("period %d: %.4f are back, after %.4f", no, ratio, before)
		}
		before = ratio
	}
	for _, s := range workforce {
		if s.firm == pools[luqiao][0] && (s.base != 1100 || s.onPost(periods[4])*10 <= 1100*9 || s.bonus != 1200) {
			t.Errorf("绿田机械: %d of %d are back on 25 February, bonus %d", s.onPost(periods[4]), s.base, s.bonus)
		}
	}
	coaches, home := 0, 0
	for _, r := range trips {
		if r.firm == pools[luqiao][0] && r.kind == "返乡" {
			coaches, home = coaches+r.vehicles, home+r.passengers
		}
	}
	if coaches != 3 || home <= 200 || home >= 300 {
		t.Errorf("绿田机械: %d coaches bring %d home", coaches, home)
	}
}
