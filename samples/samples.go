package samples

import "embed"

// Files holds, by their paths below this folder:
//
//   - campaign.yaml, the campaign with its periods and units;
//   - firms.xlsx, the register of firms due;
//   - returns/PERIOD/…, every return that arrived in order, in the folder of
//     its period; none has a fault;
//   - story/story.yaml and the workbooks it files: one late, one nil, one
//     missing, one corrected after the issue, one refused after an accepted
//     one, one withdrawn;
//   - broken/expected.yaml and, in a folder per code, returns that show each
//     finding and each conflict.
//
//go:embed campaign.yaml firms.xlsx returns story broken
var Files embed.FS
