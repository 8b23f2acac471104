package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.fake.FakePolicies;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WishTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'text/html,application/xhtml+xml,*/*;q=0.8'|PAGE",
                "'application/json'|DOCUMENT",
                "'text/html, application/json'|PAGE",
                "'text/html;q=0.5, application/json;q=0.5'|PAGE",
                "'text/html;q=0.4, application/json;q=0.5'|DOCUMENT",
                "'text/html;q=0, application/json;q=0'|PLAYER",
                "'application/json;q=0.1, */*'|DOCUMENT",
                "'*/*'|PLAYER",
                "''|PLAYER",
                "'audio/mpeg, */*;q=0.5'|PLAYER",
                "'TEXT/HTML; Q=1'|PAGE",
                "'text/html;q=nonsense'|PLAYER",
            })
    void theHigherQualityWinsAndATieIsHtml(String accept, Wish wish) {
        assertThat(Wish.of(name -> name.equals("Accept") ? List.of(accept) : List.of()))
                .isEqualTo(wish);
    }

    @Test
    void aPathsEndingTellsItsClass() {
        var policy = FakePolicies.policy("{'origin':'http://127.0.0.1:1024/'}");
        assertThat(RequestClass.of(policy, "/a/Index.M3U8")).isEqualTo(RequestClass.PLAYLIST);
        assertThat(RequestClass.of(policy, "/a/1.ts")).isEqualTo(RequestClass.SEGMENT);
        assertThat(RequestClass.of(policy, "/a/1.ts/x")).isEqualTo(RequestClass.OTHER);
    }

    @Test
    void aCookieIsFoundByItsWholeName() {
        HeaderFields fields = name -> List.of("xsluice-s-a=no; sluice-s-a=; sluice-s-a=yes; sluice-s-ab=no");
        assertThat(fields.cookie("sluice-s-a")).contains("yes");
        assertThat(fields.cookie("sluice-s")).isEmpty();
    }
}
