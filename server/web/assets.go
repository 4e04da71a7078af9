package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/labstack/echo/v4"
)

// An asset is one static file with a tag over its bytes, which its address
// bears: browsers may keep it for ever.
type asset struct {
	data []byte
	kind string
	tag  string
}

func loadAssets() (map[string]asset, error) {
	out := map[string]asset{}
	err := fs.WalkDir(staticFiles, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := staticFiles.ReadFile(name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		out[strings.TrimPrefix(name, "static/")] = asset{data, kindOf(name), hex.EncodeToString(sum[:6])}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read static files: %w", err)
	}
	return out, nil
}

// kindOf does not ask the machine: its table of types may be odd.
func kindOf(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return mime.TypeByExtension(path.Ext(name))
}

func (p *Pages) static(c echo.Context) error {
	a, ok := p.assets[c.Param("*")]
	if !ok {
		return c.NoContent(http.StatusNotFound)
	}
	h := c.Response().Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", `"`+a.tag+`"`)
	if c.Request().Header.Get("If-None-Match") == `"`+a.tag+`"` {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, a.kind, a.data)
}

// address is where a static file is, with its tag.
func (p *Pages) address(name string) string {
	return "/static/" + name + "?" + p.assets[name].tag
}
