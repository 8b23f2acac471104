package dev.sluice.config.file;

import java.util.List;
import java.util.stream.Collectors;

/** The operator's file, or what stands in for it, is wrong: the node does not start. */
public final class InvalidFileException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<WrongProperty> wrong;

    InvalidFileException(List<WrongProperty> wrong) {
        super(wrong.stream().map(WrongProperty::toString).collect(Collectors.joining("; ")));
        this.wrong = List.copyOf(wrong);
    }

    /** All that is wrong. */
    public List<WrongProperty> wrong() {
        return wrong;
    }
}
