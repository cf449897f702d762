//! The demo data: an organisation with vacancies in three languages.

use crate::huntflow::ACCOUNT;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub fn accounts() -> Value {
    json!({ "items": [{ "id": ACCOUNT, "name": "Meridian Robotics", "nick": "meridian", "member_type": "owner", "production_calendar": null }] })
}

pub fn divisions() -> Vec<Value> {
    let all = json!([
        { "id": 1, "name": "Engineering", "order": 1, "active": true, "parent": null, "deep": 0, "foreign": null, "meta": null },
        { "id": 2, "name": "Производство", "order": 2, "active": true, "parent": null, "deep": 0, "foreign": null, "meta": null },
        { "id": 4, "name": "Steam engines", "order": 4, "active": false, "parent": null, "deep": 0, "foreign": null, "meta": null },
        { "id": 3, "name": "מחקר", "order": 3, "active": true, "parent": null, "deep": 0, "foreign": null, "meta": null },
    ]);
    all.as_array().cloned().unwrap_or_default()
}

pub fn regions() -> Value {
    json!({ "items": [
        { "id": 1, "name": "Berlin", "order": 1, "parent": null, "deep": 0, "foreign": null },
        { "id": 2, "name": "Екатеринбург", "order": 2, "parent": null, "deep": 0, "foreign": null },
        { "id": 3, "name": "חיפה", "order": 3, "parent": null, "deep": 0, "foreign": null },
    ] })
}

/// Not in pipeline order, and one is removed: a client must use `order` and `removed`.
pub fn statuses() -> Value {
    json!({ "items": [
        { "id": 43, "type": "user", "name": "Interview", "order": 3, "removed": null, "stay_duration": null },
        { "id": 41, "type": "user", "name": "Longlist", "order": 1, "removed": "2025-03-01T10:00:00+03:00", "stay_duration": null },
        { "id": 42, "type": "user", "name": "New response", "order": 2, "removed": null, "stay_duration": null },
        { "id": 44, "type": "hired", "name": "Hired", "order": 4, "removed": null, "stay_duration": null },
        { "id": 45, "type": "trash", "name": "Declined", "order": 0, "removed": null, "stay_duration": null },
    ] })
}

pub fn sources() -> Value {
    json!({ "items": [
        { "id": 208, "foreign": null, "name": "Careers site", "type": "user" },
        { "id": 209, "foreign": null, "name": "Newsletter", "type": "user" },
        { "id": 210, "foreign": null, "name": "Indeed", "type": "user" },
        { "id": 3, "foreign": "HH", "name": "hh.ru", "type": "system" },
    ] })
}

/// One question of every type in the reference, some of them nested.
pub fn questionary() -> Value {
    let field = |kind: &str, title: &str, order: u32, more: Value| {
        let mut field = json!({
            "id": order, "type": kind, "title": title, "order": order, "required": false,
            "value": null, "show_in_profile": true,
        });
        if let (Some(field), Value::Object(more)) = (field.as_object_mut(), more) {
            field.extend(more);
        }
        field
    };
    json!({
        "level": field("select", "English level", 1, json!({ "values": ["A2", "B1", "B2", "C1"], "required": true })),
        "years": field("integer", "Years of experience", 2, json!({ "value": "3" })),
        "hobby": field("string", "A hobby", 3, json!({})),
        "about": field("text", "Why us?", 4, json!({})),
        "start": field("date", "Earliest start", 5, json!({})),
        "work": field("url", "A piece of work", 6, json!({})),
        "division": field("division", "Preferred team", 7, json!({})),
        "region": field("region", "Preferred place", 8, json!({})),
        "skill": field("dictionary", "Main skill", 9, json!({ "dictionary": "skills" })),
        "income": field("income", "Income", 10, json!({})),
        "compensation": field("compensation", "Compensation", 11, json!({})),
        "contract": field("contract", "Contract", 12, json!({})),
        "reason": field("reason", "Reason", 13, json!({})),
        "stoplist": field("stoplist", "Stop list", 14, json!({})),
        "position_status": field("position_status", "Position", 15, json!({})),
        "channel": field("hidden", "Channel", 16, json!({ "value": "careers site" })),
        "note": field("html", "Note", 17, json!({ "value": "<p>Please answer <b>honestly</b>.</p>" })),
        "moving": field("complex", "Moving", 18, json!({ "fields": {
            "willing": field("select", "Willing", 1, json!({ "values": ["yes", "no"] })),
            "when": field("date", "When", 2, json!({ "required": true })),
        } })),
        "internal": field("string", "Only the recruiter's", 19, json!({ "required": true })),
    })
}

/// A dictionary with the choices of a question; one entry is inactive.
pub fn dictionaries() -> BTreeMap<String, Value> {
    let entry = |id: u64, name: &str, active: bool| json!({ "id": id, "name": name, "order": id, "active": active, "parent": null, "deep": 0, "foreign": null, "meta": null });
    let skills = json!({
        "id": 1, "code": "skills", "name": "Skills", "foreign": null, "created": "2025-01-01T10:00:00+03:00",
        "fields": [entry(11, "Rust", true), entry(14, "Zoology", true), entry(12, "Robotics", true), entry(13, "Flash", false)],
    });
    BTreeMap::from([("skills".to_owned(), skills)])
}

struct Opening {
    id: u64,
    position: &'static str,
    division: u64,
    money: Option<&'static str>,
    body: &'static str,
    requirements: &'static str,
}

pub fn vacancies() -> Vec<Value> {
    let openings = [
        Opening {
            id: 101,
            position: "Robotics engineer",
            division: 1,
            money: Some("65,000 to 80,000 EUR"),
            body: "<p>You will teach warehouse robots to be gentle with <strong>fragile</strong> things.</p><script>alert('from the ATS')</script>",
            requirements: "<ul><li>C++ or Rust</li><li>Patience with hardware</li></ul>",
        },
        Opening {
            id: 102,
            position: "Инженер-наладчик",
            division: 2,
            money: Some("от 150 000 ₽"),
            body: "<p>Пусконаладка роботизированных линий на заводе в Екатеринбурге.</p>",
            requirements: "<ul><li>Опыт с ПЛК</li><li>Готовность к командировкам</li></ul>",
        },
        Opening {
            id: 103,
            position: "חוקר ראייה ממוחשבת",
            division: 3,
            money: None,
            body: "<p>פיתוח אלגוריתמים שעוזרים לרובוטים לראות בחושך.</p>",
            requirements: "<ul><li>תואר שני במדעי המחשב</li></ul>",
        },
        Opening {
            id: 104,
            position: "Technical writer",
            division: 1,
            money: None,
            body: "<p>Manuals that people read to the end. <a href=\"javascript:alert(1)\">More</a></p>",
            requirements: "<p>A portfolio.</p>",
        },
    ];
    let mut all: Vec<Value> = openings.iter().map(vacancy).collect();
    // Vacancies that must never be published: a hidden one, a child, a closed one, one without the
    // field.
    for (id, position, change) in [
        (110, "Head of a secret project", json!({ "hidden": true })),
        (111, "Child of a multi-vacancy", json!({ "parent": 101 })),
        (112, "Closed already", json!({ "state": "CLOSED" })),
        (113, "Internal move only", json!({ "careers_site": false })),
        // Selected for another brand of the organisation.
        (
            114,
            "מהנדסת מכשור רפואי",
            json!({ "careers_site": false, "account_division": 3, "account_region": 3 }),
        ),
    ] {
        let body = "<p>מכשירים שרופאים סומכים עליהם.</p>";
        let opening = Opening { id, position, division: 1, money: None, body, requirements: "" };
        let mut closed = vacancy(&opening);
        if let (Some(vacancy), Value::Object(change)) = (closed.as_object_mut(), change) {
            vacancy.extend(change);
        }
        all.push(closed);
    }
    all
}

fn vacancy(o: &Opening) -> Value {
    json!({
        "id": o.id, "position": o.position, "company": null, "money": o.money, "priority": 0,
        "account_division": o.division, "account_region": o.division, "hidden": false,
        "state": "OPEN", "created": "2026-10-01T09:00:00+03:00", "multiple": false, "parent": null,
        "additional_fields_list": ["careers_site"], "careers_site": true,
        "account_vacancy_status_group": null, "body": o.body, "requirements": o.requirements,
        "conditions": null, "files": [], "source": null, "blocks": [], "updated": null,
    })
}

pub fn positions() -> Vec<Value> {
    let position = |uid: &str,
                    name: &str,
                    department: &str,
                    city: &str,
                    country: &str,
                    html: &str| {
        json!({
            "uid": uid, "name": name, "department": department, "email": format!("{uid}@applynow.io"),
            "employment_type": "Full-time", "experience_level": "Intermediate",
            "time_updated": "2026-10-05T08:00:00Z", "company_name": "Tidewater Health",
            "workplace_type": "Hybrid",
            "location": { "name": city, "country": country, "city": city, "timezone": null, "is_remote": false },
            "categories": [], "position_url": format!("https://www.comeet.com/jobs/x/{uid}"),
            "details": [
                { "name": "Requirements", "value": "<ul><li>Curiosity</li></ul>", "order": 2 },
                { "name": "Description", "value": html, "order": 1 },
            ],
        })
    };
    let mut all = vec![
        position(
            "A1.00B",
            "Frontend developer",
            "Product",
            "Lyon",
            "FR",
            "<p>Forms that nurses fill in on night shifts.</p>",
        ),
        position(
            "48.16A",
            "רכז/ת תמיכה",
            "Support",
            "תל אביב",
            "IL",
            "<p>מענה לצוותים רפואיים בשלוש שפות.</p>",
        ),
    ];
    // A remote position.
    if let Some(position) = all.last_mut() {
        position["workplace_type"] = "Remote".into();
    }
    all
}
