package pdf

import "chunfeng/reports/briefing"

func (s *setter) chart(c *briefing.Chart) []box { return nil }
