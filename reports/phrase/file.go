package phrase

import "strings"

// File is a file's name without the folders it was read from: what is sent out
// does not say where on whose machine a return lay.
func File(name string) string {
	return name[strings.LastIndexAny(name, `/\`)+1:]
}
