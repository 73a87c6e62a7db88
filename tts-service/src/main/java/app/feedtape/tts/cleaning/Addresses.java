package app.feedtape.tts.cleaning;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An address is spoken as the name of its host, which is what a person would say. */
final class Addresses {

    private static final String REST = "[^\\s<>\"'»”’)\\]}]";

    private static final Pattern ADDRESS =
            Pattern.compile(
                    "\\b(?:(?:https?|ftp)://" + REST + "+|www\\.(?=[\\p{L}\\p{N}])" + REST + "+)",
                    Pattern.CASE_INSENSITIVE);

    /** With nothing before it an address is known by its path: "bit.ly/x", not "and/or". */
    private static final Pattern BARE =
            Pattern.compile(
                    "(?<![\\p{L}\\p{N}.@/-])(?:[\\p{L}\\p{N}-]{1,63}\\.){1,5}"
                            + "(?:com|org|net|edu|gov|info|io|co|ai|app|dev|tv|me|ly|gl|be|de|at|ch|fr|es|it|pt|br|mx|uk|us|eu)"
                            + "/"
                            + REST
                            + "*",
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{N}._-]+");

    /** What a text in brackets stands before, as people write links in plain text. */
    private static final Pattern LINK =
            Pattern.compile(
                    "!?\\[([^\\[\\]\\n]{1,300})\\]\\((?:https?://|www\\.|mailto:|/|#)[^\\s()]{0,2000}\\)");

    private Addresses() {}

    static String spoken(String text) {
        String linked = text.contains("](") ? LINK.matcher(text).replaceAll("$1") : text;
        String named =
                mayHoldAddress(linked)
                        ? ADDRESS.matcher(linked).replaceAll(Addresses::name)
                        : linked;
        return named.indexOf('/') < 0 ? named : BARE.matcher(named).replaceAll(Addresses::name);
    }

    /** Most texts hold none, and the pattern is tried at each word. */
    private static boolean mayHoldAddress(String text) {
        if (text.contains("://")) {
            return true;
        }
        for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', dot + 1)) {
            if (text.regionMatches(true, dot - 3, "www", 0, 3)) {
                return true;
            }
        }
        return false;
    }

    private static String name(MatchResult found) {
        String address = found.group();
        int end = address.length();
        while (end > 0 && ".,;:!?…*_~".indexOf(address.charAt(end - 1)) >= 0) {
            end--;
        }
        return Matcher.quoteReplacement(host(address.substring(0, end)) + address.substring(end));
    }

    private static String host(String address) {
        int scheme = address.indexOf("://");
        String rest = scheme < 0 ? address : address.substring(scheme + 3);
        String authority = rest.split("[/?#\\\\]", 2)[0];
        Matcher host = HOST.matcher(authority.substring(authority.lastIndexOf('@') + 1));
        return host.lookingAt() ? readable(host.group()) : " ";
    }

    private static String readable(String host) {
        String name = host;
        while (name.regionMatches(true, 0, "www.", 0, 4)) {
            name = name.substring(4);
        }
        return name.toLowerCase(Locale.ROOT).contains("xn--") ? IDN.toUnicode(name) : name;
    }
}
