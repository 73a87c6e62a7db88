package app.feedtape.gateway.document;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A comment as Markdown, with what it says of each parameter. */
record Javadoc(String text, Map<String, String> params) {

    static final Javadoc NONE = new Javadoc("", Map.of());

    private static final Pattern BLOCK = Pattern.compile("(?m)^\\s*@(?=[a-z]+\\b)");
    private static final Pattern PARAM = Pattern.compile("param\\s+(\\S+)\\s+(.*)", Pattern.DOTALL);
    private static final Pattern END_OF_SENTENCE = Pattern.compile("[.;:](?=\\s|$)|,(?= also )");

    static Javadoc parse(@Nullable String comment) {
        if (comment == null) {
            return NONE;
        }
        String[] blocks = BLOCK.split(comment);
        Map<String, String> params = new TreeMap<>();
        for (int i = 1; i < blocks.length; i++) {
            Matcher param = PARAM.matcher(blocks[i]);
            if (param.lookingAt()) {
                params.put(param.group(1), markdown(param.group(2)));
            }
        }
        return new Javadoc(markdown(blocks[0]), params);
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    /** Its first clause, without the full stop. */
    String summary() {
        Matcher end = END_OF_SENTENCE.matcher(text);
        return end.find() ? text.substring(0, end.start()) : text;
    }

    private static String markdown(String comment) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int tag = comment.indexOf("{@"); tag >= 0; tag = comment.indexOf("{@", from)) {
            int end = closing(comment, tag);
            text.append(comment, from, tag).append(inline(comment.substring(tag + 2, end)));
            from = end + 1;
        }
        return text.append(comment, from, comment.length())
                .toString()
                .replaceAll("\\s+", " ")
                .replaceAll(" ?<p> ?", "\n\n")
                .replaceAll("</?[a-z]+>", "")
                .strip();
    }

    private static int closing(String comment, int open) {
        int depth = 0;
        for (int i = open; i < comment.length(); i++) {
            depth += comment.charAt(i) == '{' ? 1 : comment.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("Not closed: " + comment);
    }

    private static String inline(String tag) {
        String[] words = tag.strip().split("\\s+", 2);
        String rest = words.length < 2 ? "" : words[1].replaceAll("\\s+", " ");
        if (words[0].equals("code") || words[0].equals("literal")) {
            return "`" + rest + "`";
        }
        int label = rest.indexOf(' ');
        String name = label < 0 ? rest.substring(rest.indexOf('#') + 1) : rest.substring(label + 1);
        return "`" + name + "`";
    }
}
