package main

import (
	"bytes"
	"crypto/aes"
	"crypto/sha1"
	"encoding/binary"
	"unicode/utf16"
)

// encrypted locks a workbook with a password, by the standard encryption of
// MS-OFFCRYPTO 2.3.4.5 (AES-128, SHA-1, 50 000 rounds) with a fixed salt, so
// that the bytes are always the same. The file protects nothing.
func encrypted(data []byte, password string) []byte {
	salt := []byte("chunfeng samples")
	key := standardKey(salt, password)
	verifier := []byte("sixteen bytes...")
	sum := sha1.Sum(verifier)

	le := binary.LittleEndian
	provider := utf16Bytes("Microsoft Enhanced RSA and AES Cryptographic Provider\x00")
	var header []byte
	for _, v := range []uint32{0x24, 0, 0x660E, 0x8004, 128, 0x18, 0, 0} {
		header = le.AppendUint32(header, v)
	}
	header = append(header, provider...)
	info := []byte{4, 0, 2, 0, 0x24, 0, 0, 0}
	info = le.AppendUint32(info, uint32(len(header)))
	info = append(info, header...)
	info = le.AppendUint32(info, uint32(len(salt)))
	info = append(info, salt...)
	info = append(info, ecb(key, verifier)...)
	info = le.AppendUint32(info, sha1.Size)
	info = append(info, ecb(key, sum[:])...)

	body := le.AppendUint64(nil, uint64(len(data)))
	return compound(info, append(body, ecb(key, data)...))
}

func standardKey(salt []byte, password string) []byte {
	h := sha1.Sum(append(bytes.Clone(salt), utf16Bytes(password)...))
	for i := range uint32(50_000) {
		h = sha1.Sum(append(binary.LittleEndian.AppendUint32(nil, i), h[:]...))
	}
	h = sha1.Sum(append(h[:], 0, 0, 0, 0))
	pad := bytes.Repeat([]byte{0x36}, 64)
	for i, b := range h {
		pad[i] ^= b
	}
	sum := sha1.Sum(pad)
	return sum[:16]
}

// ecb encrypts block by block, the last block filled up with zeros.
func ecb(key, plain []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic("key of sixteen bytes: " + err.Error())
	}
	out := append(bytes.Clone(plain), make([]byte, (16-len(plain)%16)%16)...)
	for i := 0; i < len(out); i += 16 {
		block.Encrypt(out[i:], out[i:])
	}
	return out
}

func utf16Bytes(s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

// compound is a compound file (MS-CFB, sectors of 512 bytes) of two streams:
// a short EncryptionInfo in the mini stream and a long EncryptedPackage. It
// has room for one sector of the allocation table: 60 KiB.
func compound(info, pack []byte) []byte {
	const sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
	le := binary.LittleEndian
	sectors := (len(pack) + sector - 1) / sector
	if len(info) > sector || len(pack) < 4096 || sectors > 120 {
		panic("compound: the streams do not fit the layout")
	}
	// Sectors: 0 the allocation table, 1 the directory, 2 the mini table, 3 the
	// mini stream, 4 on the package.
	head := make([]byte, sector)
	copy(head, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	le.PutUint16(head[24:], 0x3E)
	le.PutUint16(head[26:], 3)
	le.PutUint16(head[28:], 0xFFFE)
	le.PutUint16(head[30:], 9)
	le.PutUint16(head[32:], 6)
	le.PutUint32(head[44:], 1) // sectors of the allocation table
	le.PutUint32(head[48:], 1) // first of the directory
	le.PutUint32(head[56:], 4096)
	le.PutUint32(head[60:], 2) // first of the mini table
	le.PutUint32(head[64:], 1)
	le.PutUint32(head[68:], end)
	for i := 76; i < sector; i += 4 {
		le.PutUint32(head[i:], free)
	}
	le.PutUint32(head[76:], 0)

	fat := bytes.Repeat([]byte{0xFF}, sector)
	le.PutUint32(fat[0:], 0xFFFFFFFD)
	for i := 1; i <= 3; i++ {
		le.PutUint32(fat[4*i:], end)
	}
	chain(fat[16:], 4, sectors)
	mini := bytes.Repeat([]byte{0xFF}, sector)
	chain(mini, 0, (len(info)+63)/64)

	var dir []byte
	dir = append(dir, entry("Root Entry", 5, free, 1, 3, sector)...)
	dir = append(dir, entry("EncryptionInfo", 2, 2, free, 0, len(info))...)
	dir = append(dir, entry("EncryptedPackage", 2, free, free, 4, len(pack))...)
	dir = append(dir, entry("", 0, free, free, 0, 0)...)

	out := append(append(append(head, fat...), dir...), mini...)
	out = append(out, padTo(info, sector)...)
	return append(out, padTo(pack, sectors*sector)...)
}

// chain writes n links of a table from sector first on.
func chain(table []byte, first, n int) {
	for i := range n {
		next := uint32(first + i + 1)
		if i == n-1 {
			next = 0xFFFFFFFE
		}
		binary.LittleEndian.PutUint32(table[4*i:], next)
	}
}

// entry is one directory entry of 128 bytes.
func entry(name string, kind byte, right, child uint32, first, size int) []byte {
	e := make([]byte, 128)
	le := binary.LittleEndian
	if name != "" {
		words := utf16Bytes(name + "\x00")
		copy(e, words)
		le.PutUint16(e[64:], uint16(len(words)))
		e[67] = 1
	}
	e[66] = kind
	le.PutUint32(e[68:], 0xFFFFFFFF)
	le.PutUint32(e[72:], right)
	le.PutUint32(e[76:], child)
	le.PutUint32(e[116:], uint32(first))
	le.PutUint32(e[120:], uint32(size))
	return e
}

func padTo(b []byte, size int) []byte { return append(bytes.Clone(b), make([]byte, size-len(b))...) }
