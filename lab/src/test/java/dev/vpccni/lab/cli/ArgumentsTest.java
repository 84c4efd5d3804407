package dev.vpccni.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void tellsWordsOptionsAndTheRestApart() {
        Arguments arguments = parse("exec", "--name", "x", "web", "--node=n1", "--", "ls", "--all");

        assertThat(arguments)
                .isEqualTo(
                        new Arguments(
                                List.of("exec", "web"),
                                Map.of("name", "x", "node", "n1"),
                                List.of("ls", "--all")));
    }

    @Test
    void aFlagTakesNoValue() {
        Arguments arguments = parse("--no-agent", "word");

        assertThat(arguments.flag("no-agent")).isTrue();
        assertThat(arguments.words()).containsExactly("word");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> parse("--nodse", "3"))
                .isInstanceOf(UsageException.class)
                .hasMessage("there is no option --nodse here; see 'vpc-lab help'");
    }

    @Test
    void anOptionAtTheEndLacksItsValue() {
        assertThatThrownBy(() -> parse("--node")).hasMessage("the option --node needs a value");
    }

    @Test
    void numbersHaveBounds() {
        assertThat(parse("--node", "7").number("node", 2, 1, 50)).isEqualTo(7);
        assertThat(parse().number("node", 2, 1, 50)).isEqualTo(2);
        for (String wrong : List.of("0", "51", "many", "")) {
            assertThatThrownBy(() -> parse("--node", wrong).number("node", 2, 1, 50))
                    .hasMessage("--node is a number from 1 to 50, not '" + wrong + "'");
        }
    }

    @Test
    void aMissingWordIsNamed() {
        assertThatThrownBy(() -> parse("add").word(1, "the pod's name"))
                .hasMessage("the pod's name is missing; see 'vpc-lab help'");
    }

    private static Arguments parse(String... arguments) {
        return Arguments.parse(List.of(arguments), Set.of("name", "node", "no-agent"));
    }
}
