package desk

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"chunfeng/importer/period"
	"chunfeng/reports/xlsx"
	"chunfeng/server/store"
	"chunfeng/server/vault"
)

// Remind lists what is missing for a period, refused or sent back returns
// among it, and words it for a chat. A county reminds its firms, the city all.
func (d *Desk) Remind(ctx context.Context, a Actor, campaign, name string) (*Reminder, error) {
	v, err := d.look(ctx, d.store, campaign)
	if err != nil {
		return nil, err
	}
	p, err := v.room.period(name)
	if err != nil {
		return nil, err
	}
	slots, err := v.filed(ctx, d.store, a, p)
	if err != nil {
		return nil, err
	}
	out := &Reminder{Period: p}
	for _, s := range slots {
		if s.Due && s.Counted == nil {
			out.Slots = append(out.Slots, s)
		}
	}
	out.Text = d.reminding(p, out.Slots)
	return out, nil
}

// reminding is the text to paste: one line a unit, in the order of tables.
func (d *Desk) reminding(p period.Period, slots []Slot) string {
	if len(slots) == 0 {
		return fmt.Sprintf("第%d期（截至%s）报表已报齐。", p.No, p.Ends.Chinese())
	}
	var b strings.Builder
	cutoff := fmt.Sprintf("%s%d时%02d分", period.Of(p.Cutoff).Chinese(), p.Cutoff.Hour(), p.Cutoff.Minute())
	fmt.Fprintf(&b, "【报送提醒】第%d期（截至%s）应于%s前报送，下列单位尚缺：\n", p.No, p.Ends.Chinese(), cutoff)
	n := 0
	for i := 0; i < len(slots); {
		var titles []string
		u, late := slots[i].Unit, time.Duration(0)
		for ; i < len(slots) && slots[i].Unit.Code == u.Code; i++ {
			titles = append(titles, d.title(slots[i].Form)+notes(&slots[i]))
			late = max(late, slots[i].Late)
		}
		n++
		fmt.Fprintf(&b, "%d. %s：%s", n, u.Name, strings.Join(titles, "、"))
		if late > 0 {
			fmt.Fprintf(&b, "（已逾期%s）", howLate(late))
		}
		b.WriteByte('\n')
	}
	b.WriteString("没有发生的请点“零报告”；已报但被退改的请按标注改正后重报。")
	return b.String()
}

// notes says what became of a return that is missing although something came.
func notes(s *Slot) string {
	switch {
	case s.Newest != nil:
		return "（" + s.Newest.State.Chinese() + "）"
	case s.Attempts > 0:
		return "（有文件未能读取）"
	}
	return ""
}

// howLate is a time in the two largest units that matter.
func howLate(t time.Duration) string {
	days, hours, minutes := int(t.Hours())/24, int(t.Hours())%24, int(t.Minutes())%60
	switch {
	case days > 0 && hours > 0:
		return fmt.Sprintf("%d天%d小时", days, hours)
	case days > 0:
		return fmt.Sprintf("%d天", days)
	case hours > 0:
		return fmt.Sprintf("%d小时%d分", hours, minutes)
	}
	return fmt.Sprintf("%d分", max(1, minutes))
}

// A Notice is a reminder as it is sent. It holds no numbers of persons.
type Notice struct {
	ID       string // of this reminder: the same in every try
	Campaign string
	Period   string    // its name, YYYY-MM-DD
	Text     string    // what a chat shows
	Missing  int       // returns that are missing
	At       time.Time // when it was asked for
}

// Sends reports whether reminders can be sent.
func (d *Desk) Sends() bool { return d.send != nil }

// SendReminder has the reminder of a period sent and says of how many missing
// returns it tells. It does not wait for it to arrive. The city alone, whose
// channel it is. no_webhook, webhook_busy.
func (d *Desk) SendReminder(ctx context.Context, a Actor, campaign, name string) (missing int, err error) {
	if a.Role != store.City {
		return 0, refuse("not_allowed", standingWords[city])
	}
	r, err := d.Remind(ctx, a, campaign, name)
	if err != nil {
		return 0, err
	}
	if d.send == nil {
		return 0, refuse("no_webhook")
	}
	now := d.now()
	id, err := d.id(now)
	if err != nil {
		return 0, err
	}
	missing = len(r.Slots)
	if !d.send(Notice{ID: id, Campaign: campaign, Period: name, Text: vault.MaskText(r.Text), Missing: missing, At: now}) {
		return 0, refuse("webhook_busy")
	}
	err = d.store.Tx(ctx, func(tx store.Tx) error {
		return a.note(ctx, tx, now, "period.send", "period/"+name, owner{}, detail("missing", missing, "notice", id))
	})
	if err != nil {
		return 0, fmt.Errorf("note reminder: %w", err)
	}
	return missing, nil
}

// WriteMissing writes the list of what is missing as a workbook: who, whom to
// call, what, how late.
func (d *Desk) WriteMissing(ctx context.Context, a Actor, campaign, name string, w io.Writer) error {
	r, err := d.Remind(ctx, a, campaign, name)
	if err != nil {
		return err
	}
	rm, err := d.room(ctx, d.store, campaign)
	if err != nil {
		return err
	}
	l := xlsx.List{
		Sheet: "未报", Title: fmt.Sprintf("第%d期（截至%s）未报清单", r.Period.No, r.Period.Ends.Chinese()),
		Head:   []string{"单位", "所属县(市、区)", "报表", "情况", "逾期", "联系人", "联系电话"},
		Widths: []float64{34, 16, 26, 12, 14, 12, 18},
	}
	for i := range r.Slots {
		s := &r.Slots[i]
		state, late := "未报", ""
		if s.Newest != nil {
			state = s.Newest.State.Chinese()
		}
		if s.Late > 0 {
			late = howLate(s.Late)
		}
		county := ""
		if s.Unit.Kind == period.Firm {
			county = rm.unit(s.Unit.Within).Name
		}
		l.Rows = append(l.Rows, []string{s.Unit.Name, county, d.title(s.Form), state, late, s.Unit.Contact, s.Unit.Phone})
	}
	if err := xlsx.WriteList(w, l); err != nil {
		return fmt.Errorf("write missing: %w", err)
	}
	err = d.store.Tx(ctx, func(tx store.Tx) error {
		return a.note(ctx, tx, d.now(), "period.remind", "period/"+name, owner{Unit: a.Unit, County: a.Unit}, detail("rows", len(l.Rows)))
	})
	if err != nil {
		return fmt.Errorf("note reminder: %w", err)
	}
	return nil
}
