/** Lower case, after the usual disguises ('@' → 'a', '0' → 'o' …) are taken off. With anything but letters around them they stay common. */
export const commonWords = new Set(
  `password passwd pass passwort passcode pasword passw paswort qwerty qwertyui qwertyuiop qwert azerty asdf asdfgh asdfghjk asdfghjkl zxcv
  zxcvbn zxcvbnm qazwsx qazwsxedc abc abcd abcde abcdef abcdefg abcdefgh aaa welcome welkom letmein login logon admin administrator root
  user guest test testing tester demo sample example temp temporary change changeme changethis default initial start secret master super
  superman batman dragon monkey shadow sunshine princess football baseball soccer hockey michael jordan jennifer charlie thomas daniel
  iloveyou loveyou lovely flower freedom whatever trustno hello hallo computer internet samsung google apple windows microsoft iphone
  android starwars pokemon pikachu doraemon naruto summer winter spring autumn january february march april june july august september
  october november december monday tuesday wednesday thursday friday saturday sunday japan nippon nihon tokyo osaka kyoto nagoya sapporo
  sakura fuji fujisan ninja samurai sushi arigato konnichiwa ohayou hanako taro tarou yamada suzuki tanaka watanabe sasaki takahashi
  covid corona coronavirus virus vaccine hersys her-sys myhersys kenkou hokenjo hokensho byouin byoin iryou clinic hospital doctor nurse
  health mhlw kakuu reiwa heisei showa kansen`.split(/\s+/),
)

/** Whole passwords, lower case, that the words above do not catch. */
export const commonPasswords = new Set(
  `1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc zaq12wsx zaq1xsw2 q1w2e3r4 q1w2e3r4t5 qwer1234 qwerty12 qwerty123 asdf1234 zxcv1234 abc12345
  abcd1234 abc123abc a1b2c3d4 a1s2d3f4 aa123456 a1234567 a12345678 a123456789 123456aa 1234abcd 123abc123 12qwaszx 1qazxsw2 qaz123wsx
  pass1234 passw0rd p@ssw0rd p@ssword 1234qwer !qaz2wsx !qaz@wsx 1qaz!qaz qazwsx12 zxcvbnm1 iloveyou1 letmein1 welcome1 admin123 admin1234
  test1234 user1234 root1234 abcd1234! aaaa1111 aaa111!!! 11111111 00000000 88888888 12345678 87654321 123456789 1234567890 0123456789
  11223344 12341234 12121212 10203040 31415926 19900101 20000101 20220101 19800101 x1234567 z1234567 q1234567`.split(/\s+/),
)
