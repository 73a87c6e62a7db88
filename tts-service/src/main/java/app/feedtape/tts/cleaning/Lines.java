package app.feedtape.tts.cleaning;

import java.util.regex.Pattern;

/**
 * Words and where their lines end. A block that ends without a stop gets one: it is the only sign
 * by which every voice knows to pause after a title or the item of a list.
 */
final class Lines {

    private static final Pattern BREAKS = Pattern.compile("[\\r\\n\\t]+");
    private static final Pattern SINGLE_BREAKS = Pattern.compile("(?<!\\n)\\r?\\n(?!\\r?\\n)");
    private static final String STOPS = ".!?…:;,";
    private static final String CLOSING = "\"'”’»)]%°";

    private static final int NOTHING = -1;

    private final StringBuilder text = new StringBuilder();
    private final boolean outermost;
    private int markedFrom;
    private int markedTo = NOTHING;

    Lines(boolean outermost) {
        this.outermost = outermost;
    }

    String text() {
        return text.toString();
    }

    void words(String words) {
        text.append(outermost ? BREAKS.matcher(words).replaceAll(" ") : words);
    }

    /** Lines that were broken by hand to be no longer than a screen. */
    void listing(String words) {
        text.append(SINGLE_BREAKS.matcher(words).replaceAll(" "));
    }

    /** What stands before the next words of the line, such as the number of an item. */
    void mark(String mark) {
        end(true);
        markedFrom = text.length();
        text.append(mark);
        markedTo = lastWord();
    }

    /** Takes back what was marked when no words followed. */
    void unmark() {
        if (isMarked()) {
            text.setLength(markedFrom);
            markedTo = NOTHING;
        }
    }

    /** Ends the line, unless there is nothing but a mark on it yet. */
    void end(boolean stop) {
        if (isMarked()) {
            return;
        }
        if (stop && outermost) {
            stop();
        }
        text.append('\n');
    }

    private boolean isMarked() {
        return lastWord() == markedTo;
    }

    /** The last characters, for what depends on what it follows. */
    String tail(int length) {
        return text.substring(Math.max(0, text.length() - length));
    }

    private void stop() {
        int end = lastWord();
        if (end == 0 || text.charAt(end - 1) == '\n') {
            return;
        }
        int last = text.codePointBefore(end);
        boolean closing = CLOSING.indexOf(last) >= 0;
        boolean stopped = closing && end > 1 && STOPS.indexOf(text.charAt(end - 2)) >= 0;
        if (Character.isLetterOrDigit(last) || (closing && !stopped)) {
            text.insert(end, '.');
        }
    }

    /** Behind the last character that is no space; a line feed counts as one. */
    private int lastWord() {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) != '\n' && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private static boolean isSpace(char letter) {
        return Character.isWhitespace(letter) || Character.isSpaceChar(letter);
    }
}
