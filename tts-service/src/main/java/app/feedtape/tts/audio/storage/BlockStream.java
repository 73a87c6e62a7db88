package app.feedtape.tts.audio.storage;

import java.io.IOException;
import java.io.InputStream;

/** Reads an object block by block; only one of them is in memory. */
final class BlockStream extends InputStream {

    private final Blocks blocks;
    private final long total;
    private byte[] block;
    private int at;
    private long next;

    /** Where blocks come from. */
    @FunctionalInterface
    interface Blocks {
        byte[] from(long offset) throws IOException;
    }

    /**
     * @param first the block at the offset
     * @param total bytes of the object
     */
    BlockStream(Blocks blocks, byte[] first, long offset, long total) {
        this.blocks = blocks;
        this.block = first;
        this.next = offset + first.length;
        this.total = total;
    }

    @Override
    public int read() throws IOException {
        return isMore() ? block[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!isMore()) {
            return -1;
        }
        int count = Math.min(length, block.length - at);
        System.arraycopy(block, at, target, offset, count);
        at += count;
        return count;
    }

    private boolean isMore() throws IOException {
        if (at < block.length) {
            return true;
        }
        if (next >= total) {
            return false;
        }
        block = blocks.from(next);
        if (block.length == 0) {
            throw new IOException("The storage gives nothing where there should be something");
        }
        at = 0;
        next += block.length;
        return true;
    }
}
