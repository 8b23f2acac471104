package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QueryTokenTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "null,null,null",
                "a=1,null,a=1",
                "sluice=x,x,null",
                "a=1&sluice=x&b=%20,x,a=1&b=%20",
                "sluice=x&sluice=y,x,null",
                "%73luice=x,x,null",
                "s%6Cuic%65=x&c,x,c",
                "sluice,null,null",
                "sluices=x,null,sluices=x",
                "a=sluice,null,a=sluice",
                "a&&b=,null,a&&b=",
                "sluice=&a,'',a",
            })
    void theTokenIsTakenOutAndTheRestKeepsItsBytes(
            @Nullable String query, @Nullable String token, @Nullable String rest) {
        assertThat(QueryToken.takeFrom(query)).isEqualTo(new QueryToken(token, rest));
    }

    @ParameterizedTest
    @CsvSource({
        "seg.ts,seg.ts?sluice=T",
        "seg.ts?a=1,seg.ts?a=1&sluice=T",
        "seg.ts?sluice=old&a=1,seg.ts?a=1&sluice=T",
        "seg.ts?,seg.ts?sluice=T",
        "/a/b?x#f,/a/b?x&sluice=T#f",
        "http://h/a#f,http://h/a?sluice=T#f",
    })
    void aTokenIsAddedOnceAndBeforeTheFragment(String url, String marked) {
        assertThat(QueryToken.addTo(url, "T")).isEqualTo(marked);
    }

    @Test
    void aTokenIsRemovedFromAWholeUrl() {
        assertThat(QueryToken.removeFrom("http://h/a?x=1&sluice=t&y#f")).isEqualTo("http://h/a?x=1&y#f");
        assertThat(QueryToken.removeFrom("http://h/a?sluice=t")).isEqualTo("http://h/a");
        assertThat(QueryToken.removeFrom("http://h/a")).isEqualTo("http://h/a");
    }
}
