package app.feedtape.tts.segments;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Words whose full stop ends no sentence. One that is missing here costs a pause in the wrong
 * place; one too many costs nothing but a cut a little earlier. Those that are ordinary words as
 * well stand among the ones that only count before a number.
 */
final class Abbreviations {

    private static final Set<String> BEFORE_NUMBERS =
            words(
                    "abb abs art bd cap ch chap fig figs kap max min n no nos nr num núm nº p pag pagg pág págs par"
                            + " pp s sec st tab tel tél vol");

    private static final Map<String, Set<String>> BY_LANGUAGE =
            Map.of(
                    "en",
                    words(
                            "adm approx apr assn aug ave blvd bros capt cf cmdr col corp cpl dec dept dr est feb ft gen"
                                    + " gov hon inc jan jr lt ltd maj messrs mlle mme mr mrs ms mt mx nov oct prof pvt rd rep"
                                    + " rev sen sep sept sgt sr st ste univ viz vs"),
                    "de",
                    words(
                            "abb abs allg apr aug bd bes betr bspw bzw ca dez dipl dr ehem einschl etw evtl exkl feb fr"
                                    + " frl geb gegr gest ggf hl hr hrn hrsg ing inkl insb jan jh jhdt jun kap lt mag max med"
                                    + " min mind mio mrd nov nr okt phil prof rd resp sen sept sog st str tab tel tsd ugs"
                                    + " urspr verh vgl vs zzgl"),
                    "fr",
                    words(
                            "al apr av bd boul cf chap déc dr env ex fig févr hab janv juil mgr mlle mlles mm mme mmes"
                                    + " nov oct pp pr prof réf sept st ste suppl tél trad vol vs"),
                    "es",
                    words(
                            "aprox av avda cap cía dpto dr dra dras dres ee ej excmo fig gral ilmo izq lic máx mín núm"
                                    + " pág págs prof profa ref sr sra sras sres srta sta sto tel ud uds uu vol vs"),
                    "it",
                    words(
                            "arch avv ca cap cfr col dott ed egr es fig gen geom gg ing mons on op pag pagg prof proff"
                                    + " rag sen sig sigg spett ss tel vol vs"),
                    "pt",
                    words(
                            "abr aprox arq av cap cel cf cia dez dr dra dras drs eng ex exa exma exmo fev fig gen ilmo"
                                    + " jan jul jun ltda máx mín nov núm pág págs pça prof profa sgt sr sra sras srs srta sta"
                                    + " sto tel ten vol vs"));

    private Abbreviations() {}

    private static Set<String> words(String list) {
        return Set.of(list.split(" "));
    }

    static boolean has(String word, boolean numberFollows, Locale locale) {
        String lower = word.toLowerCase(Locale.ROOT);
        return BY_LANGUAGE.getOrDefault(locale.getLanguage(), Set.of()).contains(lower)
                || (numberFollows && BEFORE_NUMBERS.contains(lower));
    }
}
