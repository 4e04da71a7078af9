package storetest

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"chunfeng/importer/figures"
	"chunfeng/importer/finding"
	"chunfeng/importer/returns"
	"chunfeng/reports/briefing"
	"chunfeng/server/store"
	"chunfeng/server/vault"
)

var careTests = []test{
	{"schema is the newest", func(b *bench) {
		have, know, err := b.s.Schema(b.ctx)
		b.no(err)
		if have != know || know < 1 {
			b.Errorf("schema %d of %d", have, know)
		}
		b.no(b.s.Ping(b.ctx))
	}},
	{"database of a later program is refused and left alone", func(b *bench) {
		b.campaign()
		b.db.Exec(b.T, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, `+b.yes()+`)`)
		before := b.db.Query(b.T, `SELECT * FROM goose_db_version`)
		if _, err := b.tryOpen(); !errors.Is(err, store.ErrNewer) {
			b.Errorf("opened: %v, want ErrNewer", err)
		}
		b.same("versions", b.db.Query(b.T, `SELECT * FROM goose_db_version`), before)
	}},
	{"nothing personal stands in clear on disk", func(b *bench) {
		secrets := b.plant()
		disk := b.db.Disk(b.T, true)
		for _, s := range secrets {
			if at := bytes.Index(disk, []byte(s)); at >= 0 {
				b.Errorf("%s stands in clear: %q", s, disk[max(0, at-100):min(len(disk), at+100)])
			}
		}
		// What is not personal is there, so the search would have found them.
		if !bytes.Contains(disk, []byte("331082")) {
			b.Error("the disk does not even hold a unit's code")
		}
	}},
	{"what was moved elsewhere does not open", func(b *bench) {
		b.campaign()
		_, err := b.receive(b.s, 1)
		b.no(err)
		_, err = b.receive(b.s, 2)
		b.no(err)
		b.db.Exec(b.T, `UPDATE originals SET data = (SELECT o.data FROM originals o WHERE o.filing = 'f000001') WHERE filing = 'f000002'`)
		if _, err := b.s.Original(b.ctx, id("f", 2)); !errors.Is(err, vault.ErrSealed) {
			b.Errorf("opened another's original: %v, want ErrSealed", err)
		}
	}},
	{"dump restored is the same store", func(b *bench) {
		b.plant()
		var dump, again bytes.Buffer
		b.no(b.s.Dump(b.ctx, &dump))
		b.no(b.s.Dump(b.ctx, &again))
		if !bytes.Equal(dump.Bytes(), again.Bytes()) {
			b.Error("two dumps of one state differ")
		}
		if err := b.s.Restore(b.ctx, bytes.NewReader(dump.Bytes())); !errors.Is(err, store.ErrConflict) {
			b.Errorf("restored over what is there: %v, want ErrConflict", err)
		}
		want, err := b.s.Return(b.ctx, id("r", 1))
		b.no(err)
		b.empty()
		b.no(b.s.Restore(b.ctx, bytes.NewReader(dump.Bytes())))
		again.Reset()
		b.no(b.s.Dump(b.ctx, &again))
		if !bytes.Equal(dump.Bytes(), again.Bytes()) {
			b.Error("the restored store dumps otherwise")
		}
		got, err := b.s.Return(b.ctx, id("r", 1))
		b.no(err)
		b.same("return", got, want)
	}},
	{"a dump taken while others write is one whole state", func(b *bench) {
		b.campaign()
		_, err := b.receive(b.s, 0)
		b.no(err)
		stop, wrote := make(chan struct{}), make(chan error, 1)
		go func() {
			for n := 1; ; n++ {
				select {
				case <-stop:
					wrote <- nil
					return
				default:
				}
				if _, err := b.receive(b.s, n); err != nil {
					wrote <- err
					return
				}
			}
		}()
		var dumps [3]bytes.Buffer
		for i := range dumps {
			b.no(b.s.Dump(b.ctx, &dumps[i]))
		}
		close(stop)
		b.no(<-wrote)
		for i := range dumps {
			for _, table := range slices.Backward([]string{"campaigns", "filings", "originals", "returns", "record_chunks", "audit", "audit_head"}) {
				b.db.Exec(b.T, `DELETE FROM `+table)
			}
			b.no(b.s.Restore(b.ctx, &dumps[i]))
			kept, err := b.s.Filings(b.ctx, store.FilingFilter{})
			b.no(err)
			for n := range kept {
				b.whole(b.s, n)
			}
			b.chain(len(kept))
		}
	}},
	{"dump cut or changed is refused whole", func(b *bench) {
		b.plant()
		var dump bytes.Buffer
		b.no(b.s.Dump(b.ctx, &dump))
		b.empty()
		whole := dump.Bytes()
		for _, n := range []int{0, 1, 16, 17, 100, len(whole) / 2, len(whole) - 33, len(whole) - 1} {
			if err := b.s.Restore(b.ctx, bytes.NewReader(whole[:n])); err == nil {
				b.Fatalf("the first %d of %d bytes were restored", n, len(whole))
			}
		}
		for at := 3; at < len(whole); at += max(1, len(whole)/23) {
			broken := bytes.Clone(whole)
			broken[at] ^= 4
			if err := b.s.Restore(b.ctx, bytes.NewReader(broken)); err == nil {
				b.Fatalf("restored with byte %d changed", at)
			}
		}
		b.no(b.s.Restore(b.ctx, bytes.NewReader(whole)))
	}},
	{"other keys are refused", func(b *bench) {
		b.plant()
		var dump bytes.Buffer
		b.no(b.s.Dump(b.ctx, &dump))
		ours := b.ring.Text()
		foreign := vault.NewRing()
		mixed, err := vault.ParseRing(strings.Replace(ours, lineOf(ours, "index"), lineOf(foreign.Text(), "index"), 1))
		b.no(err)
		for name, ring := range map[string]*vault.Ring{"other keys": foreign, "another index key": mixed} {
			b.ring = ring
			if _, err := b.tryOpen(); !errors.Is(err, vault.ErrKeyGone) {
				b.Errorf("opened with %s: %v, want ErrKeyGone", name, err)
			}
		}
		b.ring = foreign
		b.empty()
		b.db.Exec(b.T, `DELETE FROM key_check`)
		if err := b.open().Restore(b.ctx, &dump); !errors.Is(err, vault.ErrKeyGone) {
			b.Errorf("restored with other keys: %v, want ErrKeyGone", err)
		}
	}},
	{"a store goes on when another process rotates the key", func(b *bench) {
		b.campaign()
		ret := b.fairs(1, "331082", 1)
		former := b.ring
		v, err := vault.New(former)
		b.no(err)
		kept := former // what the key file holds
		v.Follow(func() (*vault.Ring, error) { return kept, nil })
		running, err := b.db.Open(b.T, v, b.forms)
		b.no(err)
		b.Cleanup(func() { _ = running.Close() })
		kept = former.Rotated()
		b.ring = kept
		n, err := b.open().Reseal(b.ctx)
		b.no(err)
		if n == 0 {
			b.Error("nothing was sealed anew")
		}
		// b.s has no way to the new key: what it would seal could not be opened
		// once the old one is dropped.
		err = b.s.Tx(b.ctx, func(t store.Tx) error { return second(t.AddReturn(b.ctx, ret)) })
		if !errors.Is(err, store.ErrUnavailable) || !errors.Is(err, vault.ErrKeyGone) {
			b.Errorf("written under the old key: %v, want ErrUnavailable and ErrKeyGone", err)
		}
		b.no(running.Tx(b.ctx, func(t store.Tx) error { return second(t.AddReturn(b.ctx, ret)) }))
		b.ring = kept.Newest()
		alone := b.open()
		got, err := alone.Return(b.ctx, ret.ID)
		b.no(err)
		want, err := running.Return(b.ctx, ret.ID)
		b.no(err)
		b.same("return kept after the rotation", got, want)
		n, err = alone.Reseal(b.ctx)
		b.no(err)
		b.same("values left under the old key", n, 0)
	}},
	{"rotation seals everything anew", func(b *bench) {
		b.plant()
		want, err := b.s.Return(b.ctx, id("r", 1))
		b.no(err)
		b.ring = b.ring.Rotated()
		rotated := b.open()
		n, err := rotated.Reseal(b.ctx)
		b.no(err)
		if n < 20 {
			b.Errorf("%d values sealed anew", n)
		}
		n, err = rotated.Reseal(b.ctx)
		b.no(err)
		b.same("values sealed anew the second time", n, 0)
		b.ring = b.ring.Newest()
		s := b.open()
		got, err := s.Return(b.ctx, id("r", 1))
		b.no(err)
		b.same("return", got, want)
		_, err = s.UserByLogin(b.ctx, "13911112222")
		b.no(err)
		b.readAll(s)
		chain, err := s.VerifyAudit(b.ctx)
		b.no(err)
		b.same("broken", chain.Broken, int64(0))
	}},
	{"purge leaves heads and nothing else", func(b *bench) {
		b.plant()
		n, err := b.s.Purge(b.ctx, when(0))
		b.no(err)
		b.same("purged of what came later", n, 0)
		n, err = b.s.Purge(b.ctx, when(30))
		b.no(err)
		b.same("purged", n, 1)
		ret, err := b.s.Return(b.ctx, id("r", 1))
		b.no(err)
		if !ret.Purged || ret.Findings != nil || ret.Filing.File != "" || ret.Rows != 1 || ret.Version != 1 {
			b.Errorf("return after the purge: %+v", ret)
		}
		records, err := b.s.Records(b.ctx, ret.ID)
		b.no(err)
		b.same("records", records, []returns.Record(nil))
		if _, err := b.s.Original(b.ctx, id("f", 1)); !errors.Is(err, store.ErrNotFound) {
			b.Errorf("original after the purge: %v, want ErrNotFound", err)
		}
		f, err := b.s.Filing(b.ctx, id("f", 1))
		b.no(err)
		if !f.Purged || f.File != "" || f.SHA256 == "" {
			b.Errorf("filing after the purge: %+v", f)
		}
		if bytes.Contains(b.db.Disk(b.T, false), []byte("331003********1234")) {
			b.Error("the masked number is still on disk")
		}
		n, err = b.s.Purge(b.ctx, when(30))
		b.no(err)
		b.same("purged again", n, 0)
	}},
}

// lineOf is the line of a text that begins with a word.
func lineOf(text, word string) string {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, word) {
			return line
		}
	}
	return ""
}

// yes is true as the database writes it.
func (b *bench) yes() string {
	b.Helper()
	return b.db.Query(b.T, `SELECT is_applied FROM goose_db_version`)[0][0]
}

// plant keeps something in every table, with numbers of persons wherever there
// is a place for them, and returns what must not be found.
func (b *bench) plant() []string {
	b.Helper()
	b.campaign()
	const idcard, phone = "331003199001011234", "13911112222"
	words := "电话" + phone + "，身份证" + idcard
	f, _ := b.forms.Form("roster")
	file := filing(1, "91331082MA2ABCDE1X")
	file.County, file.File, file.Reason = "331082", words+".xlsx", words
	file.Findings = finding.List{finding.ActiveContent(finding.Place{File: words}, words)}
	ret := b.fairs(1, file.Unit, 1)
	ret.Form, ret.State, ret.Sheet, ret.Reason, ret.County = "roster", returns.Held, words, words, "331082"
	ret.Filing = returns.Filing{ID: file.ID, File: file.File, SHA256: file.SHA256, Received: file.Received}
	rec := returns.Record{Row: 4, Values: make([]returns.Value, len(f.Fields)), Extra: []returns.Extra{{Header: "证件" + phone, Text: idcard, Col: 40}}}
	for i := range f.Fields {
		rec.Values[i] = returns.Value{Kind: returns.Text, Text: words, Typed: words, Row: 4, Col: i + 1}
	}
	b.set(f, &rec, "idcard", returns.Value{Kind: returns.Text, Text: idcard, Typed: idcard})
	b.set(f, &rec, "phone", returns.Value{Kind: returns.Text, Text: phone, Typed: phone})
	for _, numeric := range []returns.FieldID{"base", "stayed.meta"} {
		b.set(f, &rec, numeric, returns.Value{})
	}
	for _, d := range []returns.FieldID{"lefton", "plannedon", "returnedon", "skilled", "stayed"} {
		b.set(f, &rec, d, returns.Value{})
	}
	ret.Records = []returns.Record{rec}
	ret.Meta = map[returns.FieldID]returns.Value{"firm": {Kind: returns.Text, Text: words}}
	ret.Skipped = []returns.Skip{{Row: 9, Why: "note"}}
	ret.Totals = []returns.Total{{Row: 8, Label: words, Values: rec.Values}}
	ret.Columns = []returns.Column{{Field: "name", Col: 1, Header: words}}
	ret.Findings = finding.List{finding.Approximate(finding.Place{File: words, Sheet: words}, "idcard", words, idcard, phone)}
	ret.Explanations = []store.Explanation{{No: 0, Text: words, At: when(1), By: "u1"}}
	change := store.Change{At: when(1), By: "u1", Reason: words}
	who := account(1, phone)
	who.Phone, who.Name = phone, words
	b.keep(func(t store.Tx) error {
		_, err := t.AddReturn(b.ctx, ret)
		if err == nil {
			_, err = t.Append(b.ctx, entry(1))
		}
		return errors.Join(err,
			t.PutUnits(b.ctx, spring, []returns.Unit{{Code: "331082", Kind: "county", Name: "临海市", Contact: words, Phone: phone}}),
			t.PutClosing(b.ctx, store.Closing{Campaign: spring, Period: "2024-01-21", Closed: true, Change: change}),
			t.PutText(b.ctx, store.Text{Campaign: spring, Period: "2024-01-21", Section: "lead", Paragraphs: []string{words}}),
			t.PutHeader(b.ctx, store.Header{Campaign: spring, Unit: "331082", Form: "fairs", Header: "岗位", Field: "posts"}),
			t.AddFiling(b.ctx, file, []byte(words)),
			t.AddAttempt(b.ctx, store.Attempt{ID: id("a", 1), File: words, Received: when(1)}),
			t.SetState(b.ctx, ret.ID, returns.Held, returns.Accepted, change),
			t.Decide(b.ctx, store.Decision{ID: id("d", 1), Campaign: spring, Conflict: words, Choice: figures.Both, Made: change}),
			t.Undo(b.ctx, spring, words, change),
			t.AddBriefing(b.ctx, store.Briefing{
				Campaign: spring, Number: 1, Period: "2024-01-21", Issued: change, Held: []store.HeldChoice{{Return: ret.ID, Reason: words}},
				Files: []store.BriefingFile{{Name: "1.pdf"}}, Frozen: store.Frozen{Figures: []byte(words), Facts: []byte(words)},
			}, [][]byte{[]byte(words)}),
			t.Void(b.ctx, spring, 1, change),
			t.AddErratum(b.ctx, store.Erratum{ID: id("e", 1), Campaign: spring, Number: 1, Lines: []briefing.Erratum{{Why: words}}}),
			t.AddUser(b.ctx, who),
			t.AddSession(b.ctx, store.Session{Hash: "h", User: who.ID, Begun: when(1), Seen: when(1), Address: phone}),
			t.AddToken(b.ctx, store.Token{ID: id("t", 1), Hash: "h", User: who.ID, Name: "BI", Created: when(1)}),
			t.AddInvitation(b.ctx, store.Invitation{ID: id("i", 1), Hash: "h", Role: store.Firm, Created: when(1), Expires: when(2)}),
			t.AddFailure(b.ctx, phone, when(1)),
			t.PutSetting(b.ctx, "webhook", words))
	})
	return []string{idcard, phone, strings.ToLower(phone), "19900101"}
}

// readAll reads everything that plant keeps.
func (b *bench) readAll(s store.Store) {
	b.Helper()
	ctx := b.ctx
	b.no(errors.Join(
		second(s.Units(ctx, spring)), second(s.Closings(ctx, spring)), second(s.Texts(ctx, spring, "2024-01-21")),
		second(s.Filing(ctx, id("f", 1))), second(s.Original(ctx, id("f", 1))), second(s.Attempts(ctx, store.FilingFilter{})),
		second(s.Return(ctx, id("r", 1))), second(s.Records(ctx, id("r", 1))), second(s.Decisions(ctx, spring)),
		second(s.Briefing(ctx, spring, 1)), second(s.BriefingFile(ctx, spring, 1, "1.pdf")), second(s.Errata(ctx, spring, 0)),
		second(s.Session(ctx, "h")), second(s.Setting(ctx, "webhook"))))
}

// empty takes everything out of the database.
func (b *bench) empty() {
	b.Helper()
	for _, table := range reversed([]string{
		"campaigns", "units", "closings", "texts", "headers", "filings", "originals", "attempts", "returns", "explanations", "record_chunks",
		"decisions", "briefings", "briefing_files", "errata", "users", "sessions", "tokens", "invitations", "failures", "audit", "audit_head", "settings",
	}) {
		if n := b.db.Exec(b.T, `DELETE FROM `+table); n == 0 {
			b.Fatalf("nothing was planted in %s", table)
		}
	}
}
