use proptest::prelude::*;

use super::*;

fn on(what: What) -> Vec<Signal> {
    vec![Signal { what, phase: Phase::On }]
}

#[test]
fn what_people_type_or_say_is_never_a_signal() {
    for role in [Role::Chat, Role::Caption, Role::Roster] {
        assert_eq!(classify(role, "This meeting is being recorded", Some("en")), []);
    }
}

#[test]
fn a_button_says_at_most_that_something_is_offered() {
    assert_eq!(classify(Role::Button, "Start recording", None), [Signal { what: What::Recording, phase: Phase::Offered }]);
    assert_eq!(classify(Role::Button, "This meeting is being recorded", None), []);
}

#[test]
fn what_is_to_be_done_with_a_thing_is_not_the_thing() {
    assert_eq!(classify(Role::Label, "Transcription", None), on(What::Transcription));
    assert_eq!(classify(Role::Label, "Record transcription", None), []);
}

#[test]
fn a_wrong_locale_does_no_harm() {
    for locale in [None, Some("ja"), Some("de-DE"), Some("xx"), Some("")] {
        assert_eq!(classify(Role::Status, "This meeting is being recorded.", locale), on(What::Recording), "{locale:?}");
    }
}

#[test]
fn a_long_text_is_read_in_bounded_pieces() {
    let mut text = "lorem ipsum ".repeat(90_000);
    text.push_str(". This meeting is being recorded.");
    text.truncate(MAX_TEXT + 100);
    classify(Role::Status, &text, None);
    let early = format!("This meeting is being recorded. {}", "lorem ipsum ".repeat(90_000));
    assert_eq!(classify(Role::Status, &early, None), on(What::Recording));
}

proptest! {
    #[test]
    fn any_text_is_survived(text in "\\PC{0,200}", locale in proptest::option::of("[a-z]{2}(-[A-Z]{2})?")) {
        let said = classify(Role::Status, &text, locale.as_deref());
        prop_assert!(said.is_sorted());
    }
}
