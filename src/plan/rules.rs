//! The rules of planning: what a plan says beside the plan itself.

use crate::finding::Rule;
use crate::model::Severity;
// What the survey of an account says, the plan says of the people that it places.

macro_rules! rules {
    ($($(#[$doc:meta])* $id:ident $name:literal $severity:ident what $what:literal why $why:literal fix $fix:literal)*) => {
        $($(#[$doc])* pub static $id: Rule = Rule { name: $name, severity: Severity::$severity, what: $what, why: $why, fix: $fix };)*

        /// All rules of planning.
        pub const RULES: &[&Rule] = &[$(&$id),*];
    };
}

rules! {
    /// A gain of a privileged right under `--no-new-access`.
    NEW_ACCESS "new-access" High
        what "Under `plan --no-new-access`, each privileged permission (levels A and B, or those of `--privileged`) that a planned role brings and that no Zendesk setting of its people asked for."
        why "A migration is no occasion to hand out power: what people could not do before, they should not be able to do after, unless somebody decided so."
        fix "take the permission out with an override (`remove:`), or have the gain approved and plan without `--no-new-access`"

    /// Equal names, different content.
    NAME_CLASH "name-clash" Medium
        what "Two planned roles of a tenant, or a planned role and one that the org already has, carry the same name with different permissions."
        why "Genesys Cloud knows roles by name in many places; two under one name get mixed up, and a script that looks one up by name changes the wrong one."
        fix "rename one of them with an override"

    /// Equal division names.
    DIVISION_NAME_CLASH "division-name-clash" Medium
        what "Different brands or groups of Zendesk have the same name, in one account or in two accounts of a tenant."
        why "Division names are unique in an org. Joining the two silently would show each side the other's conversations."
        fix "rename them under `divisions: rename:` of the tenant: to different names, or to one name to join them on purpose"

    /// Several things in one division.
    DIVISIONS_MERGED "divisions-merged" Low
        what "The tenant's table sends several brands, groups or organizations to one division."
        why "Who reaches one of them reaches all of them."
        fix "give them different names under `divisions: rename:` if that is not meant"

    /// Too many divisions.
    MANY_DIVISIONS "many-divisions" Medium
        what "A tenant would get more than 20 divisions, or more than the org's limit."
        why "Every queue, flow and person sits in exactly one division: many divisions are much upkeep, and orgs have a limit. A Zendesk group is a queue or a work team more often than a division."
        fix "divide by brand, or rename several groups to one division"

    /// Several brands in home.
    BRANDS_SHARE_HOME "brands-share-home" Low
        what "An account has several active brands, or a tenant several accounts, and the tenant makes no divisions."
        why "Everybody then sees the conversations of every brand and account."
        fix "set `divisions: {by: brand}` on the tenant"

    /// Nowhere to hold the tickets half.
    NO_DIVISION "no-division" Medium
        what "The tickets half of a person's role finds no division: they are in no live group, no brand, or no organization that the tenant maps, or the role does not say which tickets it shows."
        why "They keep what holds in the whole account and their base roles, and will see no conversations of others until somebody places them."
        fix "place them: a group or brand in Zendesk, `organizations:` on the tenant, or a row in people.yaml with `divisions:`"

    /// Answers, but can't go on queue.
    AGENT_WITHOUT_QUEUE_ROLE "agent-without-queue-role" High
        what "A role answers customers (public replies, chat or voice) and its people get no default role that carries the rights to go on queue."
        why "The rights to go on queue and to accept interactions are in no API document; the default role User carries them. Without it these people can't work."
        fix "keep the base row of the role User, or add its people to a role of the org that carries these rights"

    /// A default role that the org lacks.
    BASE_ROLE_MISSING "base-role-missing" High
        what "The Genesys snapshot has no role with the name, an older name or the default-role id of a base role."
        why "Everyone who answers customers needs it."
        fix "add the name that this org uses to the base row's `aliases`"

    /// An existing role that the org lacks.
    TARGET_ROLE_MISSING "target-role-missing" High
        what "An override says `to:` a role that the Genesys snapshot does not have."
        why "Its people would get nothing."
        fix "correct the name, or create the role in the org first"

    /// A setting without a row.
    SETTING_UNMAPPED "setting-unmapped" Medium
        what "A known Zendesk setting has a value that no row of the tables speaks of."
        why "What it allowed is lost, silently unless somebody reads this."
        fix "run `zd2gc map suggest` and decide on the row it prints"

    /// Lost addresses.
    PERSON_IN_SEVERAL_ACCOUNTS "person-in-several-accounts" Info
        what "The same address is a team member of several accounts that go to one tenant, or several addresses of people.yaml become one."
        why "In Genesys Cloud that is one person: they get what each account gives, each in that account's divisions."
        fix "nothing, unless the address belongs to two people"

    /// Nobody decides who holds the power.
    ADMINISTRATION_WITHOUT_HOLDERS "administration-without-holders" Info
        what "The rights that give out power are planned as a role of their own, and nobody gets it."
        why "A Zendesk account has many admins because nothing finer existed; in Genesys Cloud two or three people are enough, and who they are is the customer's decision."
        fix "answer the decision `who-administers-access`"

    /// Rights that should not meet.
    SEPARATION_OF_DUTIES "separation-of-duties" High
        what "A person or client would hold two rights that the duty rules keep apart, through the roles of the plan. In an audit: a person, group or client holds them, and the plan does not give them both."
        why "Each right is harmless with different people behind it; together they let one do and cover up. A group hands both to everybody in it, which is told of the group, once."
        fix "take one of the two out with an override, or split the role; the rule's `allow:` takes agreed exceptions"

    /// Covers both sides at once.
    PRIVILEGED_HOLDER "privileged-holder" High
        what "A role holds the general permission `admin`, or a wildcard that covers both sides of a duty rule."
        why "It breaks every rule at once; saying so once is clearer than a list."
        fix "replace the wildcard by the permissions that are needed"

    /// Not limited by the grant.
    NOT_DIVISION_AWARE "not-division-aware" Low
        what "The org says of a planned permission that it is not division-aware, and it is granted in some divisions only."
        why "It then holds in the whole org, whatever the grant says."
        fix "accept the wider reach, or take the permission out with an override"

    /// Unknown reach.
    DIVISION_AWARENESS_UNKNOWN "division-awareness-unknown" Info
        what "Without a Genesys snapshot it is not known which planned permissions a grant limits to divisions."
        why "Those that it does not limit hold in the whole org."
        fix "plan again with a snapshot of the org"

    /// Not in this org.
    PERMISSION_NOT_AVAILABLE "permission-not-available" Medium
        what "The org's own list of permissions does not have one that is planned: a product or licence is missing."
        why "The role can't be created with it."
        fix "take it out with an override, or have the product activated first"

    /// Everything, everywhere.
    ALL_DIVISIONS "all-divisions" Medium
        what "A row asks for a grant in all divisions."
        why "It reaches divisions that don't exist yet, and those of other accounts in the same org."
        fix "take `divisions: all` out of the row unless that is meant"

    /// Somebody of the wave is not there.
    WAVE_PERSON_NOT_FOUND "wave-person-not-found" Medium
        what "An address of `--people` belongs to no team member of the snapshots."
        why "That person would be forgotten."
        fix "correct the address, or take a newer snapshot"

    /// Names in people.yaml that lead nowhere.
    PEOPLE_ROLE_UNKNOWN "people-role-unknown" Medium
        what "A row of people.yaml names a role that the plan does not have and that is taken to be a role of the org."
        why "If the org has no such role the person gets less than was agreed."
        fix "correct the name, or make sure that the org has the role"

    /// Zendesk clients without a successor.
    APPLICATION_UNMAPPED "application-unmapped" Medium
        what "A Zendesk OAuth client or an active API token has no row in an applications table."
        why "Whatever uses it stops working with the move, and nobody planned its rights."
        fix "run `zd2gc map suggest` and complete the row it prints, or note that it is not needed any more"

    /// Roles that an application names and Zendesk does not.
    APPLICATION_ROLE_UNKNOWN "application-role-unknown" Medium
        what "An application's `used_by` names a role that no account of the tenant has."
        why "The people who log in would lack the permissions that the application needs."
        fix "correct the name"

    /// Nobody to give the application's role to.
    APPLICATION_USERS_UNKNOWN "application-users-unknown" Low
        what "People log in to an application, and the table does not say with which Zendesk roles."
        why "Its role is planned, and nobody gets it."
        fix "name the roles under `used_by`"

    /// A division that an application names.
    APPLICATION_DIVISION_UNKNOWN "application-division-unknown" High
        what "An application names a division that the tenant does not get."
        why "The client's role can't be granted there."
        fix "name a division of the plan, `home`, or `all`"

    /// Built-in roles that differ from the row.
    BUILT_IN_ROLE_DIFFERS "built-in-role-differs" Info
        what "The listed configuration of a built-in administrator role has other values than the system row that stands for it."
        why "The list is partial and is compared, not used; a difference shows where the row may be too wide or too narrow."
        fix "compare the values and change the system row if the account's admins really have less"

    /// The table names accounts that are not here.
    TENANT_WITHOUT_SNAPSHOT "tenant-without-snapshot" Low
        what "A tenant names a subdomain that no snapshot of this run has."
        why "People of that account are not in this plan."
        fix "add the account's snapshot, or plan it on its own"

    /// An account has no list that the plan needs.
    LIST_MISSING "list-missing" High
        what "A snapshot lacks a list that the plan needs: users, groups, group memberships, or the custom roles that people name."
        why "Who is in which group or holds which role can't be known; the plan is incomplete and says so."
        fix "take the snapshot again with that list"
}
