//! Invented people: the same on both sides, so that a migration between them makes sense.

use super::ids::mixed;

const FIRST: [(&str, &str); 16] = [
    ("Anna", "anna"),
    ("Bo", "bo"),
    ("Chidi", "chidi"),
    ("Daiyu", "daiyu"),
    ("Émile", "emile"),
    ("Fatima", "fatima"),
    ("Grzegorz", "grzegorz"),
    ("Hana", "hana"),
    ("Ines", "ines"),
    ("Jonas", "jonas"),
    ("Kaveh", "kaveh"),
    ("Lívia", "livia"),
    ("Mateo", "mateo"),
    ("Nour", "nour"),
    ("Oluwaseun", "oluwaseun"),
    ("Þóra", "thora"),
];

const LAST: [(&str, &str); 16] = [
    ("Almeida", "almeida"),
    ("Brandt", "brandt"),
    ("Castellanos", "castellanos"),
    ("Dąbrowska", "dabrowska"),
    ("Eriksson", "eriksson"),
    ("Fernando", "fernando"),
    ("García-Ruiz", "garciaruiz"),
    ("Haddad", "haddad"),
    ("Ito", "ito"),
    ("Jansen", "jansen"),
    ("Kovács", "kovacs"),
    ("Lund", "lund"),
    ("Moreau", "moreau"),
    ("Nguyễn", "nguyen"),
    ("O’Connor", "oconnor"),
    ("Petrov", "petrov"),
];

/// The name and the address of an invented person.
pub(in crate::rehearsal) fn person(seed: u64, at: u64) -> (String, String) {
    let draw = mixed(seed, "name", at);
    let pick = |shift: u32| usize::try_from((draw >> shift) & 15).unwrap_or(0);
    let (first, first_ascii) = FIRST[pick(0)];
    let (last, last_ascii) = LAST[pick(4)];
    (
        format!("{first} {last}"),
        format!("{first_ascii}.{last_ascii}.{}@rehearsal.example", at + 1),
    )
}
