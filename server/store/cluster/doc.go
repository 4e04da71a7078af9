// Package cluster starts, kills and stops a PostgreSQL server in a folder of
// its own, for tests and trials. It is not part of the service.
package cluster
