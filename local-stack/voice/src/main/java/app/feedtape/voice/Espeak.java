package app.feedtape.voice;

import app.feedtape.voice.VoiceProtocol.Mark;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * espeak-ng through its C interface (speak_lib.h, revision 12). One synthesis at a time, on the
 * calling thread.
 */
@SuppressWarnings("restricted")
final class Espeak {
    private static final int SYNCHRONOUS = 2;
    private static final int BUFFER_MILLIS = 200;
    private static final int PARAMETER_RATE = 1;
    private static final int WORDS_PER_MINUTE = 175;
    private static final int SLOWEST = 80;
    private static final int FASTEST = 450;
    private static final int FLAGS = 0x1 | 0x1000;
    private static final int EVENT_SIZE = 40;
    private static final int EVENT_WORD = 1;
    private static final int EVENT_SENTENCE = 2;

    private final MethodHandle setVoice;
    private final MethodHandle setParameter;
    private final MethodHandle synth;
    private final int sampleRate;
    private @Nullable Hearer hearer;

    /**
     * Who gets the sound as it is made: samples at {@link Espeak#sampleRate()}; false stops the
     * voice.
     */
    interface Hearer {
        boolean samples(short[] samples);

        void mark(Mark mark);
    }

    static Espeak load(VoiceFiles files) {
        return new Espeak(files);
    }

    private Espeak(VoiceFiles files) {
        Linker linker = Linker.nativeLinker();
        SymbolLookup lookup = SymbolLookup.libraryLookup(files.library(), Arena.global());
        var address = ValueLayout.ADDRESS;
        var integer = ValueLayout.JAVA_INT;
        MethodHandle initialize =
                linker.downcallHandle(
                        lookup.findOrThrow("espeak_Initialize"),
                        FunctionDescriptor.of(integer, integer, integer, address, integer));
        MethodHandle setCallback =
                linker.downcallHandle(
                        lookup.findOrThrow("espeak_SetSynthCallback"),
                        FunctionDescriptor.ofVoid(address));
        setVoice =
                linker.downcallHandle(
                        lookup.findOrThrow("espeak_SetVoiceByName"),
                        FunctionDescriptor.of(integer, address));
        setParameter =
                linker.downcallHandle(
                        lookup.findOrThrow("espeak_SetParameter"),
                        FunctionDescriptor.of(integer, integer, integer, integer));
        synth =
                linker.downcallHandle(
                        lookup.findOrThrow("espeak_Synth"),
                        FunctionDescriptor.of(
                                integer,
                                address,
                                ValueLayout.JAVA_LONG,
                                integer,
                                integer,
                                integer,
                                integer,
                                address,
                                address));
        try {
            MemorySegment path = Arena.global().allocateFrom(files.dataParent().toString());
            sampleRate = (int) initialize.invokeExact(SYNCHRONOUS, BUFFER_MILLIS, path, 0);
            setCallback.invokeExact(upcall(linker));
        } catch (Throwable failure) {
            throw new IllegalStateException("espeak-ng does not start", failure);
        }
        if (sampleRate <= 0) {
            throw new IllegalStateException("espeak-ng finds no data in " + files.dataParent());
        }
    }

    private MemorySegment upcall(Linker linker) throws ReflectiveOperationException {
        MethodHandle heard =
                MethodHandles.lookup()
                        .bind(
                                this,
                                "heard",
                                MethodType.methodType(
                                        int.class,
                                        MemorySegment.class,
                                        int.class,
                                        MemorySegment.class));
        return linker.upcallStub(
                heard,
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS),
                Arena.global());
    }

    int sampleRate() {
        return sampleRate;
    }

    /**
     * Says the text to the end or until the hearer has enough.
     *
     * @throws IllegalArgumentException for a voice that is not there. espeak-ng itself would go on
     *     in the voice it used last, so its answer must be looked at.
     */
    void say(String voice, int ratePercent, String text, Hearer to) {
        int rate = Math.clamp((long) WORDS_PER_MINUTE * ratePercent / 100, SLOWEST, FASTEST);
        try (Arena arena = Arena.ofConfined()) {
            if ((int) setVoice.invokeExact(arena.allocateFrom(voice)) != 0) {
                throw new IllegalArgumentException("No voice named " + voice);
            }
            int _ = (int) setParameter.invokeExact(PARAMETER_RATE, rate, 0);
            MemorySegment bytes = arena.allocateFrom(text);
            hearer = to;
            int result =
                    (int)
                            synth.invokeExact(
                                    bytes,
                                    bytes.byteSize(),
                                    0,
                                    1,
                                    0,
                                    FLAGS,
                                    MemorySegment.NULL,
                                    MemorySegment.NULL);
            if (result != 0) {
                throw new IllegalStateException("espeak-ng answered " + result);
            }
        } catch (RuntimeException | Error known) {
            throw known;
        } catch (Throwable failure) {
            throw new IllegalStateException("espeak-ng failed", failure);
        } finally {
            hearer = null;
        }
    }

    /** Called from C: anything thrown here would end the process. */
    @SuppressWarnings("unused")
    private int heard(MemorySegment wave, int count, MemorySegment events) {
        Hearer to = hearer;
        if (to == null) {
            return 1;
        }
        try {
            tellMarks(events, to);
            if (wave.address() == 0 || count <= 0) {
                return 0;
            }
            short[] samples = wave.reinterpret(count * 2L).toArray(ValueLayout.JAVA_SHORT);
            return to.samples(samples) ? 0 : 1;
        } catch (RuntimeException gone) {
            return 1;
        }
    }

    /**
     * Struct espeak_EVENT: type, identifier, text position (from 1), length, audio position in ms,
     * ...
     */
    private static void tellMarks(MemorySegment events, Hearer to) {
        MemorySegment all = events.reinterpret(Long.MAX_VALUE);
        for (long at = 0; ; at += EVENT_SIZE) {
            int type = all.get(ValueLayout.JAVA_INT, at);
            if (type == 0) {
                return;
            }
            if (type == EVENT_WORD || type == EVENT_SENTENCE) {
                int start = Math.max(0, all.get(ValueLayout.JAVA_INT, at + 8) - 1);
                int length = all.get(ValueLayout.JAVA_INT, at + 12);
                int millis = all.get(ValueLayout.JAVA_INT, at + 16);
                to.mark(new Mark(type == EVENT_WORD ? "word" : "sentence", millis, start, length));
            }
        }
    }
}
