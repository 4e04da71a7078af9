package main

import "fmt"

// due are the firms of the register: four of each unit, forty.
func due() []*firm {
	var out []*firm
	for _, u := range units[:10] {
		out = append(out, pools[u.code][:4]...)
	}
	return out
}

// registerBook is firms.xlsx.
func registerBook() *book {
	s := newSheet("应报企业名单")
	lay(s, plan[*firm]{row: 1, col: 1}, []col[*firm]{
		c("企业名称", func(f *firm) cell { return t(f.name) }), c("统一社会信用代码", func(f *firm) cell { return t(f.code) }),
		c("所属县（市、区）", func(f *firm) cell { return t(unitOf(f.unit).name) }), c("联系人", func(f *firm) cell { return t(f.contact) }),
		c("联系电话", func(f *firm) cell { return t(f.phone) }),
	}, due())
	return bookOf(s)
}

func registerFile(files map[string][]byte) error {
	data, err := viaExcelize(registerBook())
	if err != nil {
		return fmt.Errorf("write register: %w", err)
	}
	files["firms.xlsx"] = data
	return nil
}
