//! Ids and choices that look random and depend on a seed only.

/// A number that depends on these only (splitmix64).
pub(in crate::rehearsal) fn mixed(seed: u64, kind: &str, number: u64) -> u64 {
    // FNV-1a: kinds are short words of ours.
    let kind = kind.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut z = seed
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(kind)
        .wrapping_add(number.wrapping_mul(0xd1b5_4a32_d192_ed03));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A UUID of the random kind that depends on these only.
pub(in crate::rehearsal) fn uuid(seed: u64, kind: &str, number: u64) -> String {
    let high = mixed(seed, kind, number);
    let low = mixed(high, "low", number);
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        0x8000 | ((low >> 48) & 0x3fff),
        low & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_uuids_and_do_not_meet() {
        let ids: BTreeSet<String> = (0..10_000).map(|at| uuid(1, "user", at)).collect();
        assert_eq!(ids.len(), 10_000);
        assert!(ids.iter().all(|id| id.parse::<crate::model::OrgId>().is_ok()));
        assert_ne!(uuid(1, "user", 0), uuid(2, "user", 0));
        assert_ne!(uuid(1, "user", 0), uuid(1, "role", 0));
    }
}
