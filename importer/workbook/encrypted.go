package workbook

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"hash"
	"strings"
	"unicode/utf16"

	"chunfeng/importer/finding"
)

// Decryption as in MS-OFFCRYPTO: standard encryption (§2.3.4.5 on, Office
// 2007) and agile encryption (§2.3.4.10 on, Office 2010 and later, WPS). Other
// schemes, which no current program writes, are refused as locked.

func badEncryption(detail string) error { return broken(finding.BadEncryption, "", detail) }

// decrypt gives the zip file within. F002 if the password is wrong, F004 if
// the file asks for more rounds of key derivation than lim allows.
func decrypt(c *compound, lim Limits, password string) ([]byte, error) {
	info, ok1 := c.stream(c.find("EncryptionInfo"))
	body, ok2 := c.stream(c.find("EncryptedPackage"))
	if !ok1 || !ok2 || len(info) < 8 || len(body) < 8 {
		return nil, badEncryption("cut")
	}
	size := binary.LittleEndian.Uint64(body)
	if size > uint64(len(body)-8) {
		return nil, badEncryption("size")
	}
	secret := utf16LE(password)
	var out []byte
	var err error
	switch major, minor := binary.LittleEndian.Uint16(info), binary.LittleEndian.Uint16(info[2:]); {
	case major == 4 && minor == 4:
		out, err = decryptAgile(info[8:], body, lim, secret)
	case (major == 2 || major == 3 || major == 4) && minor == 2:
		out, err = decryptStandard(info[8:], body[8:], lim, secret)
	default:
		return nil, locked()
	}
	if err != nil {
		return nil, err
	}
	if uint64(len(out)) < size {
		return nil, badEncryption("size")
	}
	return out[:size], nil
}

func utf16LE(s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

// standardRounds is fixed by the format.
const standardRounds = 50_000

func decryptStandard(info, body []byte, lim Limits, secret []byte) ([]byte, error) {
	if lim.KeyRounds < standardRounds {
		return nil, over(finding.KeyRounds, int64(lim.KeyRounds), "")
	}
	le := binary.LittleEndian
	if len(info) < 4+32 || uint64(le.Uint32(info)) > uint64(len(info)-4) || le.Uint32(info) < 32 {
		return nil, badEncryption("header")
	}
	header, verifier := info[4:4+le.Uint32(info)], info[4+le.Uint32(info):]
	bits := le.Uint32(header[16:])
	if bits != 128 && bits != 192 && bits != 256 || le.Uint32(header[8:])>>8 != 0x66 {
		return nil, locked() // RC4 in its old dress
	}
	if len(verifier) < 4+16+16+4+32 || le.Uint32(verifier) != 16 {
		return nil, badEncryption("verifier")
	}
	salt, test, want := verifier[4:20], verifier[20:36], verifier[40:72]
	h := sha1.Sum(append(bytes.Clone(salt), secret...))
	var round [24]byte
	for i := range uint32(standardRounds) {
		le.PutUint32(round[:], i)
		copy(round[4:], h[:])
		h = sha1.Sum(round[:])
	}
	h = sha1.Sum(append(h[:], 0, 0, 0, 0))
	key := append(stretch(h, 0x36), stretch(h, 0x5C)...)[:bits/8]
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, badEncryption(err.Error())
	}
	got := sha1.Sum(codebook(block, test))
	if subtle.ConstantTimeCompare(got[:], codebook(block, want)[:sha1.Size]) == 0 {
		return nil, locked()
	}
	return codebook(block, body[:len(body)/aes.BlockSize*aes.BlockSize]), nil
}

func stretch(h [sha1.Size]byte, with byte) []byte {
	pad := bytes.Repeat([]byte{with}, 64)
	subtle.XORBytes(pad, pad, h[:])
	sum := sha1.Sum(pad)
	return sum[:]
}

// codebook decrypts block by block, as standard encryption does.
func codebook(block cipher.Block, b []byte) []byte {
	out := make([]byte, len(b))
	for i := 0; i < len(b); i += aes.BlockSize {
		block.Decrypt(out[i:], b[i:])
	}
	return out
}

// agileKey is keyData or encryptedKey of the descriptor.
type agileKey struct {
	salt   []byte
	bits   int
	hash   func() hash.Hash
	rounds int
	blobs  map[string][]byte
}

// agileInfo reads the descriptor: how the package is encrypted, how the key
// of it is, and how it is guarded.
func agileInfo(info []byte) (data, password agileKey, guard map[string][]byte, err error) {
	s := newScanner("EncryptionInfo", bytes.NewReader(info), nil)
	found := 0
	for t := s.next(); t != endOfPart; t = s.next() {
		if t != startTag {
			continue
		}
		switch string(s.local) {
		case "keyData":
			data, err = s.agileKey()
			found |= 1
		case "encryptedKey":
			if found&2 == 0 {
				password, err = s.agileKey()
			}
			found |= 2
		case "dataIntegrity":
			guard = s.blobs()
			found |= 4
		}
		if err != nil {
			return data, password, nil, err
		}
	}
	if s.err != nil || found != 7 {
		return data, password, nil, badEncryption("descriptor")
	}
	return data, password, guard, nil
}

func (s *scanner) agileKey() (agileKey, error) {
	k := agileKey{blobs: s.blobs()}
	k.salt = k.blobs["saltValue"]
	bits, _ := s.attr("keyBits")
	k.bits, _ = digits(bits)
	if v, ok := s.attr("spinCount"); ok {
		if k.rounds, ok = digits(v); !ok {
			return k, badEncryption("spinCount")
		}
	}
	switch s.str("hashAlgorithm") {
	case "SHA1", "SHA-1":
		k.hash = sha1.New
	case "SHA256", "SHA-256":
		k.hash = sha256.New
	case "SHA384", "SHA-384":
		k.hash = sha512.New384
	case "SHA512", "SHA-512":
		k.hash = sha512.New
	default:
		return k, locked()
	}
	if s.str("cipherAlgorithm") != "AES" || s.str("cipherChaining") != "ChainingModeCBC" {
		return k, locked()
	}
	if k.bits != 128 && k.bits != 192 && k.bits != 256 || len(k.salt) == 0 || len(k.salt) > 64 {
		return k, badEncryption("key")
	}
	return k, nil
}

// blobs are the attributes that hold bytes.
func (s *scanner) blobs() map[string][]byte {
	m := map[string][]byte{}
	for _, a := range s.attrs {
		if b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(a.value))); err == nil {
			m[string(a.local)] = b
		}
	}
	return m
}

// segment is how much of the package is encrypted with one vector.
const segment = 4096

func decryptAgile(info, body []byte, lim Limits, secret []byte) ([]byte, error) {
	data, pass, guard, err := agileInfo(info)
	if err != nil {
		return nil, err
	}
	if pass.rounds > lim.KeyRounds {
		return nil, over(finding.KeyRounds, int64(lim.KeyRounds), "")
	}
	key, err := pass.unlock(secret, data.bits/8)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, badEncryption(err.Error())
	}
	if err := data.untouched(block, guard, body); err != nil {
		return nil, err
	}
	body = body[8:]
	out := make([]byte, len(body)/aes.BlockSize*aes.BlockSize)
	for i := 0; i*segment < len(out); i++ {
		from, to := i*segment, min(len(out), (i+1)*segment)
		iv := data.vector(binary.LittleEndian.AppendUint32(nil, uint32(i)))
		cipher.NewCBCDecrypter(block, iv).CryptBlocks(out[from:to], body[from:to])
	}
	return out, nil
}

// unlock derives the key of the package, of size bytes, from the password;
// F002 if that is wrong.
func (k *agileKey) unlock(secret []byte, size int) ([]byte, error) {
	h := k.hash()
	sum := func(parts ...[]byte) []byte {
		h.Reset()
		for _, p := range parts {
			h.Write(p)
		}
		return h.Sum(nil)
	}
	digest := sum(k.salt, secret)
	var count [4]byte
	for i := range uint32(k.rounds) {
		binary.LittleEndian.PutUint32(count[:], i)
		h.Reset()
		h.Write(count[:])
		h.Write(digest)
		digest = h.Sum(digest[:0])
	}
	open := func(blob string, purpose ...byte) ([]byte, error) {
		block, err := aes.NewCipher(fit(sum(digest, purpose), k.bits/8))
		if err != nil {
			return nil, badEncryption(err.Error())
		}
		return chained(block, fit(k.salt, aes.BlockSize), k.blobs[blob])
	}
	input, err1 := open("encryptedVerifierHashInput", 0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79)
	value, err2 := open("encryptedVerifierHashValue", 0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e)
	key, err3 := open("encryptedKeyValue", 0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6)
	if err1 != nil || err2 != nil || err3 != nil || len(value) < h.Size() || len(key) < size {
		return nil, badEncryption("verifier")
	}
	if subtle.ConstantTimeCompare(sum(input), value[:h.Size()]) == 0 {
		return nil, locked()
	}
	return key[:size], nil
}

// untouched checks the HMAC of the encrypted package.
func (k *agileKey) untouched(block cipher.Block, guard map[string][]byte, body []byte) error {
	size := k.hash().Size()
	key, err1 := chained(block, k.vector([]byte{0x5f, 0xb2, 0xad, 0x01, 0x0c, 0xb9, 0xe1, 0xf6}), guard["encryptedHmacKey"])
	want, err2 := chained(block, k.vector([]byte{0xa0, 0x67, 0x7f, 0x02, 0xb2, 0x2c, 0x84, 0x33}), guard["encryptedHmacValue"])
	if err1 != nil || err2 != nil || len(key) < size || len(want) < size {
		return badEncryption("guard")
	}
	mac := hmac.New(k.hash, key[:size])
	mac.Write(body)
	if !hmac.Equal(mac.Sum(nil), want[:size]) {
		return badEncryption("HMAC differs")
	}
	return nil
}

// vector is the initial vector for a purpose or a segment.
func (k *agileKey) vector(purpose []byte) []byte {
	h := k.hash()
	h.Write(k.salt)
	h.Write(purpose)
	return fit(h.Sum(nil), aes.BlockSize)
}

// fit cuts b to n bytes or fills it up with 0x36.
func fit(b []byte, n int) []byte {
	out := bytes.Repeat([]byte{0x36}, n)
	copy(out, b)
	return out
}

func chained(block cipher.Block, iv, b []byte) ([]byte, error) {
	if len(b) == 0 || len(b)%aes.BlockSize != 0 {
		return nil, badEncryption("length")
	}
	out := make([]byte, len(b))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(out, b)
	return out, nil
}
