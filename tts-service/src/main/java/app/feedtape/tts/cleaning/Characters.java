package app.feedtape.tts.cleaning;

import app.feedtape.web.problem.Refusal;

/** Which characters can be spoken, or shape how others are. */
final class Characters {

    private static final int NONCHARACTERS = 0xFFFE;
    private static final int JOINER = 0x200D;
    private static final int NON_JOINER = 0x200C;

    /** Counted by the reference table of the unit; said by no voice. */
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private static final int BLACK_FLAG = 0x1F3F4;

    /** Letters, marks and symbols that are there to be invisible, or stand for what was lost. */
    private static final String UNSEEN =
            "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc\ufffd";

    private Characters() {}

    /**
     * Refuses what its sender cannot have meant.
     *
     * @throws Refusal 400 for lone surrogates, noncharacters and C0 controls other than white space
     */
    static void require(String raw) {
        for (int at = 0; at < raw.length(); ) {
            int point = raw.codePointAt(at);
            boolean control =
                    point < ' ' && point != '\t' && point != '\n' && point != '\r' && point != '\f';
            if (control || isNone(point)) {
                throw Refusal.invalid(
                        "text",
                        "The text holds a character that cannot be spoken (U+%04X)."
                                .formatted(point));
            }
            at += Character.charCount(point);
        }
    }

    /** The text without what nobody can see or say: soft hyphens, directions, icons, controls. */
    static String kept(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        int before = ' ';
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            at += Character.charCount(point);
            if (point == '\f' || point == 0x0B) {
                point = ' ';
            } else if (point == 0x85 || point == 0x2028 || point == 0x2029) {
                point = '\n';
            }
            if (isKept(point, before)) {
                kept.appendCodePoint(point);
                before = point;
            }
        }
        return kept.toString();
    }

    private static boolean isKept(int point, int before) {
        if (isNone(point)) {
            return false;
        }
        if (point == JOINER || point == NON_JOINER) {
            return !isSpace(before) && before != JOINER && before != NON_JOINER;
        }
        if (isTag(point)) {
            return before == BLACK_FLAG || isTag(before);
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL -> point == '\t' || point == '\n' || point == '\r';
            case Character.FORMAT -> point == BYTE_ORDER_MARK;
            case Character.PRIVATE_USE -> false;
            default -> UNSEEN.indexOf(point) < 0;
        };
    }

    private static boolean isNone(int point) {
        return (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)
                || (point & NONCHARACTERS) == NONCHARACTERS
                || (point >= 0xFDD0 && point <= 0xFDEF);
    }

    /** What the flags of England, Scotland and Wales are spelled with, and secrets elsewhere. */
    private static boolean isTag(int point) {
        return point >= 0xE0020 && point <= 0xE007F;
    }

    private static boolean isSpace(int point) {
        return Character.isWhitespace(point) || Character.isSpaceChar(point);
    }
}
