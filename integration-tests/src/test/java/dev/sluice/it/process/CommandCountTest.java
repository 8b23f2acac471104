package dev.sluice.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandCountTest {

    private static final byte[] THREE =
            "*1\r\n$4\r\nPING\r\n*2\r\n$3\r\nGET\r\n$6\r\n*1\r\n$0\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$0\r\n\r\n"
                    .getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 1_000})
    void threeCommandsAreThreeHoweverTheBytesAreCut(int piece) {
        CommandCount count = new CommandCount();
        int begun = 0;
        for (int from = 0; from < THREE.length; from += piece) {
            begun += count.in(Arrays.copyOfRange(THREE, from, Math.min(THREE.length, from + piece)));
        }
        assertThat(begun).isEqualTo(3);
    }
}
