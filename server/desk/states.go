package desk

import (
	"slices"

	"chunfeng/importer/returns"
)

// An Action is what somebody does to a return that is there.
type Action string

// The actions. Every one but Explaining is of the newest version alone.
const (
	Explaining  Action = "explain"  // answers doubts; to what state, the open doubts decide
	Mapping     Action = "columns"  // says what a header is: the file is checked again as a new version
	Refiling    Action = "file"     // hands in a new version
	Withdrawing Action = "withdraw" // takes it back
	SendingBack Action = "sendback" // hands it back to be corrected
	Admitting   Action = "admit"    // takes a correction for a closed period
)

var actionWords = map[Action]string{
	Explaining: "说明", Mapping: "指定列", Refiling: "重报", Withdrawing: "撤回", SendingBack: "退回", Admitting: "采纳",
}

// Chinese is the word clerks read.
func (a Action) Chinese() string { return actionWords[a] }

// A move is one line of the table of states: from these states, those who are
// at least so may take the action. to is the state it leads to; where the
// content decides (open doubts, records) it is settled by stateOf.
type move struct {
	action  Action
	from    []returns.State
	who     []standing
	to      returns.State
	settled bool // to comes from the content, not from the table
	open    bool // only while the period is open
}

// moves is the table of states of the contract. A new version of a return in
// any state is Refiling; what that does to the versions before is in keep.go.
var moves = [...]move{
	{action: Explaining, from: []returns.State{returns.Held, returns.Offered}, who: []standing{filer, above, city}, settled: true},
	{action: Mapping, from: []returns.State{returns.Accepted, returns.Nil, returns.Held, returns.Refused, returns.Offered}, who: []standing{filer, above, city}, settled: true},
	{action: Refiling, from: all, who: []standing{filer, above, city}, settled: true},
	{action: Withdrawing, from: []returns.State{returns.Accepted, returns.Held}, who: []standing{filer, above, city}, to: returns.Withdrawn, open: true},
	{action: SendingBack, from: []returns.State{returns.Accepted, returns.Held}, who: []standing{above, city}, to: returns.SentBack},
	{action: SendingBack, from: []returns.State{returns.Offered}, who: []standing{city}, to: returns.SentBack},
	{action: Admitting, from: []returns.State{returns.Offered}, who: []standing{city}, settled: true},
}

var all = []returns.State{
	returns.Accepted, returns.Nil, returns.Held, returns.Refused, returns.SentBack, returns.Withdrawn, returns.Superseded, returns.Offered,
}

// step says whether somebody may take an action on a return in a state, and
// which line of the table says so. The error is a RefusedError: not_open where
// nobody could, not_allowed where somebody else could, closed_for_good where
// the period is closed.
func step(from returns.State, action Action, who standing, closed bool, period string) (move, error) {
	possible, wanted := false, ""
	for _, m := range moves {
		if m.action != action || !slices.Contains(m.from, from) {
			continue
		}
		possible = true
		if !slices.Contains(m.who, who) {
			wanted = standingWords[m.who[0]]
			continue
		}
		if m.open && closed {
			return move{}, refuse("closed_for_good", period)
		}
		return m, nil
	}
	if !possible {
		return move{}, refuse("not_open", from.Chinese(), action.Chinese())
	}
	return move{}, refuse("not_allowed", wanted)
}

var standingWords = map[standing]string{filer: "报送单位", above: "上级单位", city: "市级"}

// stateOf is the state that a return's content gives it: faults refuse, open
// doubts hold, a flow form without rows is nil. A stock form without rows is
// taken once that is explained, but replaces nothing: a state is never nil.
func stateOf(r *returns.Return, records int, stock bool) returns.State {
	switch {
	case r.Findings.Faulty():
		return returns.Refused
	case r.Findings.Doubtful():
		return returns.Held
	case records == 0 && !stock:
		return returns.Nil
	}
	return returns.Accepted
}
