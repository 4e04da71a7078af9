package finding

// An Answer is an explanation that a filer typed beside a finding, with what
// the finding was: it may stand at another cell by the time the answer comes.
type Answer struct {
	Code  Code
	Sheet string
	Cell  string // "" of a finding about the whole sheet
	Field string
	Value string
	Says  string // the finding's message
	All   bool   // for every doubt of that code, sheet and field; Cell, Value and Says are then ""
	Text  string // what was typed
}
