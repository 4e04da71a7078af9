package finding

import "fmt"

// A Kept is a finding with all that it is made of, for whoever must keep it
// and show it again: its sentence is still made when it is shown.
type Kept struct {
	Code       Code
	Place      Place
	Field      string
	Value      string
	Suggestion string
	Explained  string
	Raised     bool
	Words      []string
}

// Keep is f to be kept.
func (f Finding) Keep() Kept {
	return Kept{
		Code: f.Code, Place: f.Place, Field: f.Field, Value: f.Value, Suggestion: f.Suggestion,
		Explained: f.Explained, Raised: f.raised, Words: f.words,
	}
}

// Finding is the finding that was kept. A code that is not in the catalogue is
// an error.
func (k Kept) Finding() (Finding, error) {
	if _, ok := Of(k.Code); !ok {
		return Finding{}, fmt.Errorf("restore finding: no such code %q", k.Code)
	}
	return Finding{
		Code: k.Code, Place: k.Place, Field: k.Field, Value: k.Value, Suggestion: k.Suggestion,
		Explained: k.Explained, raised: k.Raised, words: k.Words,
	}, nil
}
