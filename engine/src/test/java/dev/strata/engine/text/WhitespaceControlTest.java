package dev.strata.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class WhitespaceControlTest {

    @Test
    void apply_minusMarks_stripBothSides() {
        assertEquals("a{{ x }}b", WhitespaceControl.apply("a \n {{- x -}} \n b"));
        assertEquals("a{% if x %}b", WhitespaceControl.apply("a \n\n {%- if x -%} \n\n b"));
    }

    @Test
    void apply_plainVariables_keepEverything() {
        assertEquals("  {{ x }}\n  b", WhitespaceControl.apply("  {{ x }}\n  b"));
    }

    @Test
    void apply_blocks_loseIndentAndOneLineBreak() {
        assertEquals(
                "{% if x %}  a\n{% endif %}\nb",
                WhitespaceControl.apply("  {% if x %}\n  a\n \t{% endif %}\n\nb"));
        assertEquals("a {% if x %}b", WhitespaceControl.apply("a {% if x %}b"));
    }

    @Test
    void apply_plusMarks_keepIndentAndLineBreak() {
        assertEquals("a\n  {% if x %}\nb", WhitespaceControl.apply("a\n  {%+ if x +%}\nb"));
    }

    @Test
    void apply_indentAfterBlock_isNotALineStart() {
        assertEquals("{% if x %} {% if y %}", WhitespaceControl.apply("{% if x %} {% if y %}"));
        assertEquals("{% if x %}{% if y %}", WhitespaceControl.apply("{% if x %}\n {% if y %}"));
    }

    @Test
    void apply_comments_areDropped() {
        assertEquals("ab", WhitespaceControl.apply("a{# it's -%} #}\nb"));
        assertEquals("ab", WhitespaceControl.apply("a {#- c -#} b"));
    }

    @Test
    void apply_marksInsideLiterals_stay() {
        assertEquals(
                "{{ ' -}} ' + \" {%- \\\" }}\" }} b",
                WhitespaceControl.apply("{{ ' -}} ' + \" {%- \\\" }}\" }} b"));
        assertEquals("{{ {'a': {'b': 1}} }}", WhitespaceControl.apply("{{ {'a': {'b': 1}} }}"));
    }

    @Test
    void apply_endOfSource_losesItsLastLineBreak() {
        assertEquals("a\n", WhitespaceControl.apply("a\r\n\r\n"));
        assertEquals("", WhitespaceControl.apply(""));
    }

    @Test
    void apply_unclosedTag_isKeptForTheRendererToRefuse() {
        assertEquals("a{{ 'b", WhitespaceControl.apply("a{{ 'b"));
    }
}
