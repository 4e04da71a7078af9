// Package campaign invents a campaign of any size, with its register of firms
// and every return that its counties and firms would file, as workbooks. The
// same seed gives the same bytes. What merging the returns must come to is
// counted while they are made.
//
// Names and numbers of persons and firms are invented; check digits are valid.
package campaign
