// Package forms says what forms there are. A form is one declarative YAML file:
// how its columns may be called, what they hold, what identifies a row, which
// rules must hold, and which figures follow from it. A new form, synonym, rule
// of a known kind or figure needs no Go.
//
// Fields carry roles (event date, firm, place, team …); readers, rules and
// merging act on roles and types and never on the name of a form or field. An
// unknown key in a definition is an error that names file and line.
package forms
