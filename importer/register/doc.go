// Package register knows who must file: the campaign's units in their order,
// their names and aliases, and the firms due. It finds a unit in a title or a
// file name, and it loads the campaign file.
package register
