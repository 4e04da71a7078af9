package web

import (
	"bytes"
	"strings"

	"chunfeng/importer/period"
	"chunfeng/importer/returns"
	"chunfeng/server/desk"
	"chunfeng/server/store"
	"chunfeng/server/vault"
)

// A remindPage is whom to remind, with words to paste.
type remindPage struct {
	Period period.Period
	Text   string
	Slots  int
	Units  []owing
	Page   pager
	Sends  bool // the visitor may have the words sent
	Visit  *visit
}

// An owing is one unit with what it owes.
type owing struct {
	Unit  returns.Unit
	Slots []desk.Slot
	Files bool // the visitor may hand in for it
}

// mostOwing bounds how many units a page lists; the workbook has all.
const mostOwing = 100

func (p *Pages) remind(v *visit) error {
	if err := v.loadUnits(); err != nil {
		return err
	}
	x := v.asked()
	r, err := p.o.Desk.Remind(v.ctx, v.actor, v.campaign.ID, x.Name())
	if err != nil {
		return err
	}
	page := remindPage{Period: x, Text: cutLines(r.Text), Slots: len(r.Slots), Sends: p.o.Desk.Sends() && v.actor.Role == store.City, Visit: v}
	all := v.owingOf(r.Slots)
	page.Page = v.paged(len(all), mostOwing)
	page.Units = all[page.Page.From:page.Page.To]
	menu := "week"
	if !v.office() {
		menu = "home"
	}
	return v.showAs(200, "remind", menu, "催报", page)
}

// sendReminder has the words sent to the address that the service is set to.
func (p *Pages) sendReminder(v *visit) error {
	name := v.asked().Name()
	if _, err := p.o.Desk.SendReminder(v.ctx, v.actor, v.campaign.ID, name); err != nil {
		return err
	}
	return v.back("/week/missing?period="+name, "reminded")
}

// mostLines bounds what one would paste into a chat.
const mostLines = 120

// cutLines is a text without the middle of its list where that is too long: the
// last line says what all should know.
func cutLines(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if len(lines) <= mostLines {
		return text
	}
	last := lines[len(lines)-1]
	return strings.Join(append(lines[:mostLines:mostLines], "……其余见未报清单", last), "\n")
}

// owingOf puts the slots of a unit together; they stand in the order of units.
func (v *visit) owingOf(slots []desk.Slot) []owing {
	var out []owing
	for _, s := range slots {
		if n := len(out); n == 0 || out[n-1].Unit.Code != s.Unit.Code {
			o := owing{Unit: s.Unit}
			if v.actor.Role == store.Viewer {
				o.Unit.Phone = vault.MaskText(o.Unit.Phone)
			}
			o.Files, _ = v.standing(s.Unit.Code, countyOf(s.Unit))
			out = append(out, o)
		}
		last := &out[len(out)-1]
		last.Slots = append(last.Slots, s)
	}
	return out
}

func (p *Pages) missingFile(v *visit) error {
	var b bytes.Buffer
	x := v.asked()
	if err := p.o.Desk.WriteMissing(v.ctx, v.actor, v.campaign.ID, x.Name(), &b); err != nil {
		return err
	}
	return v.send("未报清单"+x.Name()+".xlsx", sheetType, b.Bytes(), false)
}
