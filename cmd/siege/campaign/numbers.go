package campaign

import "fmt"

// creditCode makes a valid credit code (GB 32100-2015) of a firm registered in
// a county.
func creditCode(county string, serial int) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	code := "91" + county + fmt.Sprintf("%09d", serial)
	sum, weight := 0, 1
	for i := range len(code) {
		// Digits alone: their value is their place in the alphabet.
		sum += int(code[i]-'0') * weight
		weight = weight * 3 % 31
	}
	return code + string(alphabet[(31-sum%31)%31])
}

// The days of birth that serial numbers run through.
const (
	firstYear = 1966
	years     = 38
	months    = 12
	days      = 28
)

// idCard makes a valid resident's number (GB 11643-1999) of somebody born in a
// district; every serial number below twelve million gives another.
func idCard(district string, serial int) string {
	order, serial := serial%999+1, serial/999
	day, serial := serial%days+1, serial/days
	month, serial := serial%months+1, serial/months
	number := fmt.Sprintf("%s%04d%02d%02d%03d", district, firstYear+serial%years, month, day, order)
	sum, weight := 0, 1
	for i := len(number) - 1; i >= 0; i-- {
		weight = weight * 2 % 11
		sum += int(number[i]-'0') * weight
	}
	return number + string("10X98765432"[sum%11])
}

// phone makes a mobile number; every serial number below a billion gives
// another.
func phone(serial int) string { return fmt.Sprintf("13%09d", serial) }
