package desk

type room struct{}
type liveCache struct{}
