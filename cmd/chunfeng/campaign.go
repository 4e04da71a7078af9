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

// A source is a file to read: its path as given, and the shorter name under
// which figures cite it, its path below the folder that was named.
type source struct{ path, name string }

// gather lists the files that args name: files as they are, folders with all
// that lies below them but hidden files and the locks that Excel and WPS
// leave (~$…, .~lock…). The order is that of the names. Of two files that would
// be cited under one name both keep their path.
func gather(args []string) ([]source, error) {
	var files []source
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", arg, err)
		}
		if !info.IsDir() {
			files = append(files, source{arg, filepath.Base(arg)})
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
				below, err := filepath.Rel(arg, path)
				if err != nil {
					return err
				}
				files = append(files, source{path, filepath.ToSlash(below)})
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", arg, err)
		}
	}
	times := map[string]int{}
	for _, f := range files {
		times[f.name]++
	}
	for i, f := range files {
		if times[f.name] > 1 {
			files[i].name = filepath.ToSlash(f.path)
		}
	}
	return files, nil
}

func hiddenFile(name string) bool {
	return len(name) > 0 && (name[0] == '.' || name[0] == '~')
}
