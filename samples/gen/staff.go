package main

import "slices"

// The workforce of a firm over the three periods after the festival (4, 5,
// 6). All numbers are of old workers but hired. returned does not hold those
// who stayed.
type staff struct {
	firm        *firm
	unit        string // who files it; not always the firm's own unit
	base        int
	baseOut     int // from other provinces
	stayed      int
	stayedOut   int
	returned    [3]int
	returnedOut [3]int
	hired       [3]int
	left        [3]int
	shortage    [3]int
	bonus       int // yuan a person
	resumed     day
	people      []worker // where the firm files a roster
	scope       string
	skip        int  // the period in which the unit forgets the firm, 0 for none
	odd         bool // the county's number differs from the firm's own in period 5
}

// A worker is one row of a roster.
type worker struct {
	name, id, sex, phone string
	from                 place
	job                  string
	skilled              bool
	stayed               bool
	left                 day
	planned              day
	returned             day
	mode                 string
	quits                int // the period in which he is gone for good, 0 for never
	hired                int // the period in which he was hired after the festival, 0 for an old worker
}

// at is the index of a period after the festival.
func at(p period) int { return p.no - 4 }

// due is who was to come back.
func (s *staff) due() int { return s.base - s.stayed }

// onPost is old workers at work, those who stayed included.
func (s *staff) onPost(p period) int { return s.stayed + s.returned[at(p)] }

func (s *staff) outOnPost(p period) int { return s.stayedOut + s.returnedOut[at(p)] }

// rosterFirms are the pools' numbers of the firms that file rosters.
var rosterFirms = map[string]int{
	jiaojiang: 2, huangyan: 1, luqiao: 2, linhai: 1, wenling: 2, yuhuan: 1, tiantai: 1, xianju: 1, sanmen: 2, bay: 1,
}

// workforce is the state of the forty firms due, of one that is not on the
// register, and of one that two units count.
var workforce = makeWorkforce()

func makeWorkforce() []*staff {
	var out []*staff
	for u, un := range units[:10] {
		for k := range 4 {
			s := &staff{firm: pools[un.code][k], unit: un.code}
			if k < rosterFirms[un.code] {
				s.enlist(u, k)
			} else {
				s.estimate(u, k)
			}
			out = append(out, s)
		}
	}
	// 温岭 also follows a firm that is not due; 椒江 one that the register has
	// with 台州湾新区; 玉环 forgets a firm in period 5.
	extra := &staff{firm: pools[wenling][12], unit: wenling}
	extra.estimate(4, 5)
	twice := *out[9*4+3]
	twice.unit = jiaojiang
	out = append(out, extra, &twice)
	out[5*4+2].skip = 5
	out[0].odd = true
	moonlight(out[8*4].people, out[8*4+1].people)
	// 台州湾新区 never lists one of the firms due.
	return slices.Delete(out, 9*4+2, 9*4+3)
}

// moonlight puts a worker whom one firm says is back on the roster of another,
// which hired him: one worker on two rosters.
func moonlight(back, hiring []worker) {
	for i := range back {
		if back[i].returned == 0 {
			continue
		}
		to, from := &hiring[len(hiring)-1], back[i]
		to.name, to.id, to.sex, to.phone, to.from = from.name, from.id, from.sex, from.phone, from.from
		return
	}
}

// pace is how many of those due are back at the end of each period, in
// percent: large firms first.
func pace(k int) [3]int {
	return [...][3]int{{55, 91, 98}, {34, 78, 90}, {62, 93, 99}, {41, 80, 88}, {28, 66, 82}, {70, 96, 100}, {48, 86, 95}}[k%7]
}

// estimate gives a firm without a roster its numbers.
func (s *staff) estimate(u, k int) {
	s.base = 120 + (u*97+k*143)%700
	s.stayed = s.base * (24 + (u*5+k*3)%18) / 100
	s.baseOut = s.base * (55 + (u+k)%20) / 100
	s.stayedOut = s.stayed / 2
	step := pace(u*3 + k)
	for i := range 3 {
		s.returned[i] = s.due() * step[i] / 100
		s.returnedOut[i] = s.returned[i] * (s.baseOut - s.stayedOut) / s.due()
		s.hired[i] = s.base * []int{1, 2, 3}[i] / 100
		s.left[i] = min(i+k%2, s.due()-s.due()*step[2]/100)
		s.shortage[i] = s.base*[]int{9, 6, 4}[i]/100 + k
	}
	s.bonus = []int{0, 500, 800, 300, 1000}[(u+k)%5]
	s.resumed = day(20240216 + (u+k)%7)
}

// enlist gives a firm its workers, and its numbers from them. 绿田机械 has
// 1100, of whom 1006 are at work on 25 February.
func (s *staff) enlist(u, k int) {
	base, stayed := 26+u*5+k*13, 8+u+k*4
	step := pace(u + k*2)
	back := [3]int{}
	for i := range 3 {
		back[i] = (base - stayed) * step[i] / 100
	}
	s.bonus = []int{600, 0, 300}[(u+k)%3]
	s.resumed = day(20240215 + (u+k)%4)
	s.scope = "全部"
	if s.firm == pools[luqiao][0] {
		base, stayed, back, s.bonus = 1100, 402, [3]int{331, 604, 655}, 1200
	}
	hires := [3]int{base / 60, base / 30, base / 20}
	for i := range base + hires[2] {
		s.people = append(s.people, makeWorker(u*5000+k*2000+i, i, base, stayed, back, hires))
	}
	s.count()
}

// origins are where workers come from: county codes with their places.
var origins = []struct {
	code string
	at   place
}{
	{"522302", place{"贵州省", qianxinan, "兴仁市"}}, {"341602", place{"安徽省", "亳州市", "谯城区"}}, {"511304", place{"四川省", "南充市", "嘉陵区"}},
	{"331004", place{"浙江省", "台州市", "路桥区"}}, {"422801", place{"湖北省", enshi, "恩施市"}}, {"520330", place{"贵州省", "遵义市", "习水县"}},
	{"341226", place{"安徽省", "阜阳市", "颍上县"}}, {"331082", place{"浙江省", "台州市", "临海市"}}, {"361128", place{"江西省", "上饶市", "鄱阳县"}},
	{"530627", place{"云南省", "昭通市", "镇雄县"}}, {"411628", place{"河南省", "周口市", "鹿邑县"}}, {"331022", place{"浙江省", "台州市", "三门县"}},
}

func makeWorker(serial, i, base, stayed int, back, hires [3]int) worker {
	o := origins[(i*5+serial/2000)%len(origins)]
	w := worker{
		name: person(serial), sex: []string{"男", "女"}[serial%5/3], phone: phone(serial + 40000), from: o.at,
		job: []string{"装配工", "操作工", "焊工", "质检员", "仓管员", "注塑工"}[i%6], skilled: i%9 == 2, stayed: i < stayed,
	}
	odd := 1
	if w.sex == "女" {
		odd = 0
	}
	born := day(19670103 + serial*7%36*10000 + serial%12*100 + serial%25)
	w.id = idCard(o.code, born, 2*(serial%480)+odd)
	if i >= base {
		w.stayed = false
		w.hired = 4
		for n := range 3 {
			if i-base >= hires[n] {
				w.hired = 5 + n
			}
		}
		return w
	}
	if w.stayed {
		return w
	}
	w.journey(i, i-stayed, base-stayed, back)
	return w
}

// journey gives an old worker who went home his days. nth counts those who
// went home from 0.
func (w *worker) journey(i, nth, due int, back [3]int) {
	w.left = day(20240201 + i%6)
	w.mode = []string{"火车", "自驾", "汽车", "专车"}[i%4]
	switch {
	case nth < back[0]:
		w.planned, w.returned = 20240217, day(20240214+i%5)
	case nth < back[1]:
		w.planned, w.returned = 20240222, day(20240219+i%7)
	case nth < back[2]:
		w.planned, w.returned = 20240227, dayOf(day(20240226).time().AddDate(0, 0, i%7))
	case nth >= due-(due-back[2])/3:
		w.quits = 4 + i%3
	default:
		w.planned = 20240305
	}
}

// status is what a roster says of a worker at the end of a period.
func (w *worker) status(p period) string {
	switch {
	case w.hired > 0:
		return "新招"
	case w.quits > 0 && p.no >= w.quits:
		return "离职"
	case w.stayed || w.returned > 0 && w.returned <= p.ends:
		return "已返岗"
	}
	return "未返岗"
}

// roster lists the workers as the firm lists them in a period: who is hired
// later is not yet there.
func (s *staff) roster(p period) []worker {
	var out []worker
	for _, w := range s.people {
		if w.hired <= p.no {
			if w.returned > p.ends {
				w.returned = 0
			}
			out = append(out, w)
		}
	}
	return out
}

// count folds the workers into the firm's numbers.
func (s *staff) count() {
	for _, w := range s.people {
		if w.hired > 0 {
			continue
		}
		out := w.from.province != "浙江省"
		s.base++
		if out {
			s.baseOut++
		}
		if w.stayed {
			s.stayed++
			if out {
				s.stayedOut++
			}
		}
	}
	for i, p := range periods[3:] {
		for _, w := range s.roster(p) {
			switch w.status(p) {
			case "新招":
				s.hired[i]++
			case "离职":
				s.left[i]++
			case "已返岗":
				if !w.stayed {
					s.returned[i]++
					if w.from.province != "浙江省" {
						s.returnedOut[i]++
					}
				}
			}
		}
		s.shortage[i] = s.base*(8-2*i)/100 + 1
	}
}

// staffOf lists the firms of a unit's return of a period.
func staffOf(unit string, p period) []line {
	var out []line
	for _, s := range workforce {
		if s.unit == unit && p.no >= 4 && s.skip != p.no {
			out = append(out, line{s, p})
		}
	}
	return out
}

// A line is a firm's numbers at the end of a period.
type line struct {
	*staff
	p period
}

func (l line) back() int {
	v := l.returned[at(l.p)]
	if l.odd && l.p.no == 5 {
		v--
	}
	return v
}

// open reports whether the firm works again.
func (l line) open() bool { return l.resumed <= l.p.ends }
