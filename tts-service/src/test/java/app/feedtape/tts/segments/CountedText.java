package app.feedtape.tts.segments;

import java.util.concurrent.atomic.AtomicLong;

/** A text that counts how often it is looked at. */
record CountedText(String text, AtomicLong looks) implements CharSequence {

    CountedText(String text) {
        this(text, new AtomicLong());
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        looks.incrementAndGet();
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        looks.addAndGet(end - start);
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        looks.addAndGet(text.length());
        return text;
    }
}
