package main

import "fmt"

// creditCode makes a unified social credit code (GB 32100) of a firm: the
// check digit of the organisation code inside it (GB 11714) is right as well.
func creditCode(authority string, serial int) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	org := "MA" + fmt.Sprintf("%06d", serial)
	weights := []int{3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += orgValue(org[i]) * w
	}
	check := "0123456789X0"[11-sum%11]
	code := "91" + authority + org + string(check)
	sum, weight := 0, 1
	for i := range 17 {
		for v := range len(alphabet) {
			if alphabet[v] == code[i] {
				sum += v * weight
			}
		}
		weight = weight * 3 % 31
	}
	return code + string(alphabet[(31-sum%31)%31])
}

func orgValue(b byte) int {
	if b >= 'A' {
		return int(b-'A') + 10
	}
	return int(b - '0')
}

// idCard makes a resident identity number (GB 11643): six digits of a county,
// the birthday, a serial whose parity is the sex, the check character.
func idCard(county string, born day, serial int) string {
	s := fmt.Sprintf("%s%d%03d", county, born, serial)
	weights := []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(s[i]-'0') * w
	}
	return s + string("10X98765432"[sum%11])
}

// phone makes a mobile number of a block that is not handed out (0000).
func phone(serial int) string {
	blocks := []string{"130", "131", "132", "135", "136", "137", "138", "139", "150", "151", "152", "157", "158", "159", "182", "187"}
	return blocks[serial/10000%len(blocks)] + "0000" + fmt.Sprintf("%04d", serial%10000)
}

// person makes an invented name.
func person(serial int) string {
	surnames := []rune("陈林王李张黄吴周徐叶金杨朱郑章潘蒋项应卢柯罗梁胡谢方丁沈石蔡牟任江曹邵邱尹阮戴洪")
	first := []rune("佳文志海建晓国春明永小云思丽雅俊伟子瑞慧秀宏立新家素兆启梦若")
	second := []rune("平峰波兰芳辉军燕强敏勇梅涛霞飞琴斌娟杰玲华英龙凤亮香林萍刚洁")
	i := serial % len(surnames)
	j := (serial/len(surnames) + serial*7) % len(first)
	k := (serial/len(surnames)/len(first) + serial*11 + serial/13) % len(second)
	if serial%9 == 4 {
		return string(surnames[i]) + string(second[k])
	}
	return string(surnames[i]) + string(first[j]) + string(second[k])
}
