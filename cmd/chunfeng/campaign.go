package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"chunfeng/importer"
	"chunfeng/importer/forms"
	"chunfeng/importer/register"
	"chunfeng/samples"
)

// campaignFlags are the settings that check, brief and template share.
type campaignFlags struct {
	Campaign string `placeholder:"FILE" help:"专项行动文件，缺省为样例的 (campaign file, default the sample's)"`
	FormsDir string `name:"forms" placeholder:"DIR" help:"另加的表式定义目录 (definitions layered over the built-in ones)"`
}

// importer puts an Importer together from the flags.
func (c campaignFlags) importer() (*importer.Importer, error) {
	catalogue, err := forms.Load(c.FormsDir)
	if err != nil {
		return nil, err
	}
	reg, err := c.register()
	if err != nil {
		return nil, err
	}
	return importer.New(reg, catalogue), nil
}

func (c campaignFlags) register() (*register.Register, error) {
	if c.Campaign == "" {
		return importer.LoadCampaign(samples.Files, "campaign.yaml")
	}
	dir, name := filepath.Split(c.Campaign)
	if dir == "" {
		dir = "."
	}
	return importer.LoadCampaign(os.DirFS(dir), name)
}

// gather lists the files that args name: files as they are, folders with all
// that lies below them but hidden files and the locks that Excel and WPS
// leave (~$…, .~lock…). The order is that of the names.
func gather(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return nil, usageError{fmt.Errorf("read %s: %w", arg, err)}
		}
		if !info.IsDir() {
			files = append(files, arg)
			continue
		}
		err = filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case path != arg && hiddenFile(d.Name()):
				if d.IsDir() {
					return filepath.SkipDir
				}
			case !d.IsDir():
				files = append(files, path)
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", arg, err)
		}
	}
	return files, nil
}

func hiddenFile(name string) bool {
	return len(name) > 0 && (name[0] == '.' || name[0] == '~')
}
