package campaign

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A Size says how large a campaign is. Counties is at most 100, Weeks 6, Firms
// times Counties 64,000, and all workers together twelve million.
type Size struct {
	Counties int
	Firms    int // of a county
	Weeks    int
	Workers  int // rows of a roster
	Fairs    int // rows of a county and week; agreements are a third of them
	Visits   int // rows of a county and week
}

// A Campaign is one that was invented. It does not change once it is made.
type Campaign struct {
	Size
	Firms []Firm // of all counties, those of a county together

	id     string
	seed   uint64
	begins time.Time
	cutoff func(week int) time.Time
}

// A Firm is one that owes rosters.
type Firm struct {
	Name, Code string
	County     int // from 0
}

// A File is one return as it would be handed in.
type File struct {
	Name   string
	Unit   string // code
	Period string
	Data   []byte
	Rows   int
	Truth  Truth
	// Numbers is the identity cards and phones in it, one after the other.
	Numbers []string
}

// A Truth is what a file adds to the figures of the city.
type Truth struct{ Posts, Intentions, People, Base, OnPost int }

// Plus is both together.
func (t Truth) Plus(o Truth) Truth {
	return Truth{t.Posts + o.Posts, t.Intentions + o.Intentions, t.People + o.People, t.Base + o.Base, t.OnPost + o.OnPost}
}

// The campaign's weeks, each of seven days. Rosters are filed from the fourth on.
var firstDay = time.Date(2024, 1, 15, 0, 0, 0, 0, time.UTC)

// New invents a campaign. Its periods ended long ago, so that everything is
// late, but nothing is refused for it.
func New(seed uint64, size Size) *Campaign {
	c := &Campaign{Size: size, id: "siege", seed: seed, begins: firstDay}
	c.cutoff = func(week int) time.Time { return c.ends(week).Add(16 * time.Hour) }
	for n := range size.Counties {
		for range size.Firms {
			k := len(c.Firms)
			c.Firms = append(c.Firms, Firm{firmName(k), creditCode(c.County(n), k+1), n})
		}
	}
	return c
}

// Until makes another campaign of the same units, whose period of that week
// (from 1) is cut off at t, to the minute, on t's clock.
func (c *Campaign) Until(week int, t time.Time) *Campaign {
	now := *c
	now.id = "deadline"
	now.begins = time.Date(t.Year(), t.Month(), t.Day()+1-7*week, 0, 0, 0, 0, time.UTC)
	now.cutoff = func(w int) time.Time { return t.AddDate(0, 0, 7*(w-week)) }
	return &now
}

// Reseeded is the same campaign with other returns.
func (c *Campaign) Reseeded(seed uint64) *Campaign {
	now := *c
	now.seed = seed
	return &now
}

// County is the code of a county, from 0.
func (c *Campaign) County(n int) string { return fmt.Sprintf("3399%02d", n) }

// CountyName is its name.
func (c *Campaign) CountyName(n int) string { return countyName(n) }

func (c *Campaign) ends(week int) time.Time { return c.begins.AddDate(0, 0, 7*week-1) }

// Period is the name of a week's period, from 1.
func (c *Campaign) Period(week int) string { return c.ends(week).Format(time.DateOnly) }

// weeks is how many periods the campaign has: six, whatever is filed for them.
const weeks = 6

// YAML is the campaign's file. The register of firms is firms.xlsx beside it.
func (c *Campaign) YAML() string {
	var b strings.Builder
	fmt.Fprintf(&b, "id: %s\nname: 春节稳岗专项行动\ncity: {code: \"339900\", name: 春风市, bureau: 春风市人力资源和社会保障局, province: 浙江省}\n", c.id)
	fmt.Fprintf(&b, "from: %s\nto: %s\ngrace: 0m\nperiods:\n", c.begins.Format(time.DateOnly), c.ends(weeks).AddDate(0, 0, 7).Format(time.DateOnly))
	for w := 1; w <= weeks; w++ {
		fmt.Fprintf(&b, "  - {no: %d, ends: %s, cutoff: %s}\n", w, c.Period(w), c.cutoff(w).Format("2006-01-02T15:04"))
	}
	b.WriteString("due:\n  county: {fairs: 1-6, visits: 1-6, agreements: 1-6}\n  firm: {roster: 4-6}\nunits:\n")
	for n := range c.Counties {
		fmt.Fprintf(&b, "  - {code: %q, kind: county, name: %s}\n", c.County(n), countyName(n))
	}
	b.WriteString("  - {code: 3399T0, kind: city, name: 市本级}\nfirms: firms.xlsx\n")
	return b.String()
}

// Register is the workbook of firms.
func (c *Campaign) Register() ([]byte, error) {
	b := newBook()
	s := b.sheet("企业名录")
	s.next()
	s.text("企业名称", "统一社会信用代码", "所属县(市、区)")
	for _, f := range c.Firms {
		s.next()
		s.text(f.Name, f.Code, countyName(f.County))
	}
	return b.bytes()
}

// dice are those of one return.
func (c *Campaign) dice(kind, of, week int) *rand.Rand {
	return rand.New(rand.NewPCG(c.seed, uint64(kind)<<56|uint64(week)<<48|uint64(of)))
}

// excelDay is a date as Excel keeps it.
func excelDay(t time.Time) int {
	return int(t.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours()) / 24
}

// WriteRegister writes campaign.yaml and firms.xlsx into a folder, and returns
// the first's path.
func (c *Campaign) WriteRegister(dir string) (string, error) {
	firms, err := c.Register()
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(dir, "firms.xlsx"), firms, 0o600); err != nil {
		return "", fmt.Errorf("write register: %w", err)
	}
	name := filepath.Join(dir, "campaign.yaml")
	if err := os.WriteFile(name, []byte(c.YAML()), 0o600); err != nil {
		return "", fmt.Errorf("write campaign: %w", err)
	}
	return name, nil
}

// Each makes every return: those of the counties for every week, and the
// rosters of rosterWeek, 0 for none.
func (c *Campaign) Each(rosterWeek int, do func(File) error) error {
	for week := 1; week <= c.Weeks; week++ {
		for n := range c.Counties {
			f, err := c.Ledgers(n, week)
			if err == nil {
				err = do(f)
			}
			if err != nil {
				return err
			}
		}
	}
	if rosterWeek == 0 {
		return nil
	}
	for n := range c.Firms {
		f, err := c.Roster(n, rosterWeek)
		if err == nil {
			err = do(f)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Figures is the truth by the ids of figures.
func (t Truth) Figures() map[string]int {
	return map[string]int{
		"recruit.posts": t.Posts, "recruit.intentions": t.Intentions, "visits.people": t.People, "return.base": t.Base, "return.onpost": t.OnPost,
	}
}
