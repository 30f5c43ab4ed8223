//! Base64, as far as the vendors' login hosts read it: `Basic` headers and PKCE challenges.

/// Which 64 characters, and whether padding belongs to them (RFC 4648, sections 4 and 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alphabet {
    /// `+` and `/`, padded.
    Standard,
    /// `-` and `_`, without padding: a padded or standard text is none.
    Url,
}

/// The bytes of a text; `None` where it is not exactly what an encoder would write.
pub(super) fn decode(text: &str, alphabet: Alphabet) -> Option<Vec<u8>> {
    let digits = match alphabet {
        Alphabet::Standard if !text.len().is_multiple_of(4) => return None,
        Alphabet::Standard => text
            .strip_suffix("==")
            .or_else(|| text.strip_suffix('='))
            .unwrap_or(text),
        Alphabet::Url => text,
    };
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for digit in digits.bytes() {
        let value = match (digit, alphabet) {
            (b'A'..=b'Z', _) => digit - b'A',
            (b'a'..=b'z', _) => digit - b'a' + 26,
            (b'0'..=b'9', _) => digit - b'0' + 52,
            (b'+', Alphabet::Standard) | (b'-', Alphabet::Url) => 62,
            (b'/', Alphabet::Standard) | (b'_', Alphabet::Url) => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).expect("masked to a byte"));
        }
    }
    // What is left over is less than a digit, and nothing: else two texts would mean the same.
    (count < 6 && bits & ((1 << count) - 1) == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_encoder_writes_is_read() {
        for (text, bytes) in [
            ("", &b""[..]),
            ("Zg==", b"f"),
            ("Zm8=", b"fo"),
            ("Zm9v", b"foo"),
            ("+/8=", &[0xfb, 0xff]),
        ] {
            assert_eq!(decode(text, Alphabet::Standard).as_deref(), Some(bytes), "{text}");
        }
        assert_eq!(decode("-_8", Alphabet::Url), Some(vec![0xfb, 0xff]));
        // RFC 7636, appendix B.
        let challenge = decode("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", Alphabet::Url);
        assert_eq!(challenge.map(|bytes| bytes.len()), Some(32));
    }

    #[test]
    fn what_no_encoder_writes_is_refused() {
        for text in ["Zg", "Zg=", "Zh==", "Zm9v\n", "Z", "=", "====", "+_8=", "Zg===="] {
            assert_eq!(decode(text, Alphabet::Standard), None, "{text:?}");
        }
        for text in ["Zg==", "+/8", "Zh", "Z"] {
            assert_eq!(decode(text, Alphabet::Url), None, "{text:?}");
        }
    }
}
