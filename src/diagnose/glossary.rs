//! The words of refusals in other languages than English: German, French, Spanish, Portuguese, Dutch, Italian, Japanese.
//!
//! Patterns of signs are English. Who writes a ticket often is not; a few hundred words carry most of what matters.
//! Words that mean something else in English (`file`, a queue in French) are left out.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// English, then the words for it.
const WORDS: &[(&str, &str)] = &[
    (
        "no",
        "kein keine keinen keiner keines keinem aucun aucune ningún ninguna ningun ninguno nenhum nenhuma geen nessun nessuna",
    ),
    ("not", "nicht pas não niet non"),
    ("without", "ohne sans sin sem zonder senza"),
    ("never", "nie niemals jamais nunca jamás nooit mai"),
    ("nothing", "nichts rien nada niets niente"),
    (
        "missing",
        "fehlt fehlen fehlende manque manquent manquant manquante falta faltan faltam ontbreekt ontbreken manca mancante",
    ),
    (
        "only",
        "nur lediglich seulement uniquement solo sólo solamente só apenas somente alleen slechts soltanto",
    ),
    ("all", "alle alles tous toutes tout todos todas tutti tutte"),
    ("each", "jede jeder jedes jeden chaque cada elke ieder iedere ogni"),
    (
        "other",
        "andere anderer anderen anderes autre autres otro otra otros otras outro outra outros outras ander altro altra altri",
    ),
    (
        "same",
        "gleiche gleichen dieselbe dieselben derselbe même mêmes mismo misma mismos mismas mesmo mesma mesmos zelfde dezelfde hetzelfde stesso stessa",
    ),
    (
        "new",
        "neu neue neuen neuer neues nouveau nouvelle nuevo nueva novo nova nieuw nieuwe nuovo nuova",
    ),
    (
        "old",
        "alte alten altes ancien ancienne viejo vieja antiguo antigo antiga oude vecchio",
    ),
    (
        "wrong",
        "falsch falsche falschen faux incorrecto incorrecta errado errada verkeerd verkeerde sbagliato",
    ),
    ("again", "erneut nochmal nuevamente novamente opnieuw"),
    ("twice", "zweimal doppelt tweemaal"),
    (
        "second",
        "zweite zweiten zweiter deuxième segundo segunda tweede seconda",
    ),
    ("but", "aber mais pero mas maar ma"),
    (
        "maybe",
        "vielleicht vermutlich wahrscheinlich quizás quizá talvez misschien waarschijnlijk forse",
    ),
    ("secret", "geheimnis secreto secreta segredo geheim segreto"),
    (
        "scope",
        "geltungsbereich portée portées alcance alcances ámbito escopo escopos ambito スコープ",
    ),
    (
        "permission",
        "berechtigung recht permiso permissão machtiging permesso 権限",
    ),
    (
        "permissions",
        "berechtigungen rechte rechten droits permisos permissões machtigingen permessi",
    ),
    ("role", "rolle rôle rol papel função ruolo ロール"),
    ("roles", "rollen rôles papéis ruoli"),
    (
        "division",
        "división divisão divisie divisione unidad unidade 部門 ディビジョン 拠点",
    ),
    ("divisions", "divisionen divisiones divisões divisies divisioni"),
    ("client", "cliente クライアント"),
    (
        "application",
        "anwendung aplicación aplicativo aplicação toepassing koppeling applicazione アプリ",
    ),
    ("token", "jeton jetons トークン"),
    (
        "user",
        "benutzer nutzer utilisateur usuario usuário gebruiker utente ユーザー",
    ),
    ("users", "utilisateurs usuarios usuários gebruikers utenti"),
    ("person", "persona pessoa persoon personne"),
    ("queue", "warteschlange cola fila wachtrij coda キュー"),
    ("queues", "warteschlangen colas filas wachtrijen"),
    ("list", "liste lista lijst 一覧 リスト"),
    (
        "works",
        "funktioniert klappt fonctionne marche funciona funcionan funcionam werkt werken funziona 正常",
    ),
    (
        "fails",
        "scheitert fehlgeschlagen échoue échouent falla fallan falha falham faalt mislukt fallisce 失敗",
    ),
    (
        "refused",
        "abgelehnt verweigert zurückgewiesen refusé refusée refusés rechazado rechazada rechaza rechazan recusado recusada recusa geweigerd rifiutato 拒否",
    ),
    ("denied", "untersagt negado negada denegado denegada negato"),
    ("error", "fehler erreur erro fout errore エラー"),
    (
        "invalid",
        "ungültig ungültige ungültiger invalide inválido inválida ongeldig ongeldige invalido 無効",
    ),
    (
        "expired",
        "abgelaufen abgelaufenes expiré expirée caducado caducada caducó expirado expirada expirou vencido vencida verlopen scaduto 期限切れ",
    ),
    (
        "revoked",
        "widerrufen révoqué révoquée revocado revocada revogado revogada ingetrokken revocato 取り消",
    ),
    (
        "changed",
        "geändert gewechselt changé modifié modifiée cambiado cambiada cambió cambiaron alterado alterada mudou mudado gewijzigd veranderd cambiato 変更 交換 変わ",
    ),
    (
        "rotated",
        "rotiert erneuert renouvelé renovado rotado rotacionado vernieuwd 更新",
    ),
    (
        "replaced",
        "ersetzt ausgetauscht remplacé reemplazado substituído vervangen sostituito",
    ),
    (
        "moved",
        "verschoben umgezogen déplacé déplacée movido movida trasladado passou verplaatst spostato",
    ),
    (
        "deleted",
        "gelöscht supprimé supprimée borrado borrada eliminado eliminada excluído apagado verwijderd cancellato",
    ),
    (
        "inactive",
        "inaktiv deaktiviert stillgelegt abgeschaltet désactivé désactivée inactif inactivo inactiva desactivado desactivada inativo inativa desativado desativada uitgeschakeld gedeactiveerd inattivo disattivato",
    ),
    (
        "approve",
        "genehmigen freigeben freigabe approuver valider aprobar aprovar goedkeuren approvare 承認",
    ),
    (
        "approved",
        "genehmigt freigegeben approuvé approuvée validé aprobado aprobada aprovado aprovada goedgekeurd approvato",
    ),
    (
        "authorized",
        "autorisiert autorisé autorisée autorisées autorisés autorizado autorizada geautoriseerd autorizzato",
    ),
    (
        "allowed",
        "erlaubt freigeschaltet permitido permitida toegestaan consentito 許可",
    ),
    (
        "pending",
        "ausstehend ausstehende attente pendiente pendente afwachting 保留",
    ),
    (
        "administrator",
        "administrateur administrateurs administrador beheerder amministratore 管理者",
    ),
    (
        "organization",
        "organización organização organisatie organizzazione 組織",
    ),
    ("customer", "kunde kunden kundin klant"),
    ("address", "adresse dirección endereço adres indirizzo アドレス"),
    (
        "login",
        "anmeldung anmelden einloggen connexion connecter aanmelden inloggen accesso ログイン",
    ),
    ("region", "région región região regio regione リージョン"),
    (
        "limit",
        "einschränken begrenzen beschränken limiter restreindre limitar acotar acotarlo restringir beperken limitare 制限",
    ),
    (
        "see",
        "sieht sehen voit voient voir ve ven ver vea vê veem ziet zien vede vedono",
    ),
    ("policy", "richtlinie politique política beleid ポリシー"),
    ("policies", "richtlinien politiques políticas"),
    ("rules", "règles regeln reglas regras regels regole"),
    (
        "security",
        "sicherheit sécurité seguridad segurança beveiliging sicurezza",
    ),
    (
        "request",
        "anfrage requête solicitud petición requisição solicitação verzoek richiesta リクエスト",
    ),
    (
        "requests",
        "anfragen requêtes solicitudes peticiones requisições verzoeken richieste",
    ),
    ("call", "aufruf appel llamada chamada aanroep chiamata 呼び出し"),
    ("calls", "aufrufe appels llamadas chamadas aanroepen chiamate"),
    (
        "many",
        "viele vielen beaucoup trop muchos muchas demasiados demasiadas muitos muitas veel molti molte",
    ),
    ("licence", "lizenz licencia licença licentie licenza ライセンス"),
    ("product", "produkt produit producto produto prodotto"),
    (
        "feature",
        "funktion fonctionnalité funcionalidad funcionalidade functie funzione 機能",
    ),
    (
        "visitor",
        "besucher visiteur visiteurs visitante visitantes bezoeker bezoekers visitatore",
    ),
    ("office", "büro bureau oficina escritório kantoor ufficio オフィス"),
    ("header", "kopfzeile cabecera encabezado cabeçalho ヘッダー"),
    ("line_break", "zeilenumbruch quebra regeleinde"),
    ("renew", "verlängern renouveler renovar vernieuwen rinnovare"),
    ("answer", "antwort réponse respuesta resposta antwoord risposta"),
    ("page", "seite página pagina ページ"),
    ("endpoint", "endpunkt エンドポイント"),
    ("version", "versión versão versie versione"),
    ("egress", "外向き ゲートウェイ salida saída"),
    ("proxy", "プロキシ"),
    (
        "found",
        "gefunden trouvé trouvée encontrado encontrada gevonden trovato 見つか",
    ),
    ("exists", "existiert existe existieren bestaat esiste 存在"),
    (
        "needs",
        "braucht benötigt nécessite besoin necesita necesitan precisa precisam nodig serve",
    ),
];

/// Words by their letters, and parts of texts that set no spaces between words.
struct Glossary {
    words: BTreeMap<&'static str, &'static str>,
    parts: Vec<(&'static str, &'static str)>,
}

static GLOSSARY: LazyLock<Glossary> = LazyLock::new(|| {
    let pairs = WORDS
        .iter()
        .flat_map(|(english, words)| words.split(' ').map(move |word| (word, *english)));
    let (parts, words): (Vec<_>, Vec<_>) = pairs.partition(|(word, _)| has_no_spaces(word));
    let words = words.into_iter().collect();
    Glossary { words, parts }
});

/// The English for a word in lower case.
pub(super) fn english(word: &str) -> Option<&'static str> {
    GLOSSARY.words.get(word).copied()
}

/// The English words that stand in a token of a language without spaces, in the glossary's order.
pub(super) fn within(token: &str) -> Vec<&'static str> {
    if !has_no_spaces(token) {
        return Vec::new();
    }
    let found = GLOSSARY.parts.iter().filter(|(part, _)| token.contains(part));
    found.map(|(_, english)| *english).collect()
}

/// Whether a text is of a script that sets no spaces between words.
fn has_no_spaces(text: &str) -> bool {
    text.chars()
        .any(|sign| matches!(sign, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_one_meaning_each_and_are_in_lower_case() {
        let all: Vec<&str> = WORDS.iter().flat_map(|(_, words)| words.split(' ')).collect();
        assert!(all.iter().all(|word| !word.is_empty() && word.to_lowercase() == *word));
        assert_eq!(english("berechtigung"), Some("permission"));
        assert_eq!(english("permission"), None);
        assert_eq!(within("トークンの権限"), ["permission", "token"]);
        assert!(within("token").is_empty());
    }
}
