//! A resume in Huntflow's one form for all job boards. Nothing in it is sure to be there.

use crate::endpoint::{payloads, words};
use serde_json::Value;
use std::collections::BTreeMap;

words! {
    /// How exactly a date is known.
    Precision {
        /// The year.
        Year = "year",
        /// The month.
        Month = "month",
        /// The day.
        Day = "day",
    }
}

payloads! {
    /// A resume.
    Unified {
        /// Name, birthday, a few words.
        personal_info: Option<PersonalInfo>,
        /// Address at the job site.
        source_url: Option<String>,
        /// Its heading.
        position: Option<String>,
        /// Fields of work.
        specialization: Vec<Specialization>,
        /// Skills.
        skill_set: Vec<Skill>,
        /// Gender.
        gender: Option<Entity>,
        /// Places of work.
        experience: Vec<Experience>,
        /// Education.
        education: Option<Education>,
        /// Certificates.
        certificate: Vec<Certificate>,
        /// Pictures of their work.
        portfolio: Vec<Portfolio>,
        /// How to reach them.
        contact: Vec<Contact>,
        /// Where they live.
        area: Option<Area>,
        /// Whether they would move.
        relocation: Option<Relocation>,
        /// Citizenships.
        citizenship: Vec<Entity>,
        /// Where they may work.
        work_permit: Vec<Entity>,
        /// Languages.
        language: Vec<Language>,
        /// The salary they want.
        wanted_salary: Option<Salary>,
        /// Hours they would work.
        work_schedule: Vec<Entity>,
        /// Whether they would travel.
        business_trip_readiness: Option<Entity>,
        /// Who recommends them.
        recommendations: Vec<Recommendation>,
        /// Whether they have a car.
        has_vehicle: Option<bool>,
        /// Their driver's licences.
        driver_license_types: Vec<String>,
        /// Military service.
        military: Vec<Military>,
        /// What others think of them in networks.
        social_ratings: Vec<SocialRating>,
        /// Pictures of them.
        photos: Vec<Photo>,
        /// Anything else.
        additionals: Vec<Additional>,
        /// Where they want to work.
        wanted_place_of_work: Option<String>,
        /// When it was updated at the job site.
        updated_on_source: Option<PartialDate>,
        /// How long they would be on the way.
        travel_time: Option<Entity>,
    }

    /// Something that Huntflow and a job site both have a name for.
    Entity {
        /// Its id at Huntflow: a number or a text.
        id: Option<Value>,
        /// Its id at the job site.
        external_id: Option<String>,
        /// Its name.
        name: Option<String>,
    }

    /// A field of work.
    Specialization {
        /// Its id at Huntflow.
        id: Option<Value>,
        /// Its id at the job site.
        external_id: Option<String>,
        /// Its name.
        name: Option<String>,
        /// Id of the wider field.
        profarea_id: Option<String>,
        /// Id of the wider field at the job site.
        external_profarea_id: Option<String>,
        /// Name of the wider field, under the name the reference gives it.
        prefarea_name: Option<String>,
    }

    /// A language.
    Language {
        /// Its id at Huntflow.
        id: Option<Value>,
        /// Its id at the job site.
        external_id: Option<String>,
        /// Its name.
        name: Option<String>,
        /// How well.
        level: Option<Entity>,
    }

    /// A date as far as it is known.
    PartialDate {
        /// Year.
        year: Option<i32>,
        /// Month, from 1.
        month: Option<u32>,
        /// Day, from 1.
        day: Option<u32>,
        /// How exact it is.
        precision: Option<Precision>,
    }

    /// Who they are.
    PersonalInfo {
        /// Picture.
        photo: Option<SimplePhoto>,
        /// Given name.
        first_name: Option<String>,
        /// Middle name.
        middle_name: Option<String>,
        /// Family name.
        last_name: Option<String>,
        /// Birthday.
        birth_date: Option<PartialDate>,
        /// A few words about themselves.
        text_block: Option<TextBlock>,
    }

    /// A picture.
    SimplePhoto {
        /// Its address.
        url: Option<String>,
        /// Address of the original.
        original: Option<String>,
    }

    /// A text with a heading.
    TextBlock {
        /// Heading.
        header: Option<String>,
        /// Text.
        body: Option<String>,
    }

    /// A skill.
    Skill {
        /// Its name.
        title: Option<String>,
    }

    /// A place of work.
    Experience {
        /// As what.
        position: Option<String>,
        /// Since.
        date_from: Option<PartialDate>,
        /// Until.
        date_to: Option<PartialDate>,
        /// For whom.
        company: Option<String>,
        /// The employer's address on the web.
        url: Option<String>,
        /// Where.
        area: Option<Area>,
        /// In which industries.
        industries: Vec<Entity>,
        /// What they did.
        description: Option<String>,
        /// With which skills.
        skills: Vec<Skill>,
    }

    /// Education.
    Education {
        /// Its level.
        level: Option<Entity>,
        /// Universities.
        higher: Vec<Studies>,
        /// Vocational schools.
        vocational: Vec<Studies>,
        /// Schools.
        elementary: Vec<School>,
        /// Courses.
        additional: Vec<Course>,
        /// Examinations.
        attestation: Vec<Attestation>,
    }

    /// A school.
    School {
        /// Its name.
        name: Option<String>,
        /// About it.
        description: Option<String>,
        /// Since.
        date_from: Option<PartialDate>,
        /// Until.
        date_to: Option<PartialDate>,
        /// Where.
        area: Option<Area>,
    }

    /// Studies.
    Studies {
        /// Of the school.
        name: Option<String>,
        /// About them.
        description: Option<String>,
        /// Since.
        date_from: Option<PartialDate>,
        /// Until.
        date_to: Option<PartialDate>,
        /// Where.
        area: Option<Area>,
        /// The faculty.
        faculty: Option<String>,
        /// By day, by evening, by post.
        form: Option<Entity>,
    }

    /// A course.
    Course {
        /// Its name.
        name: Option<String>,
        /// About it.
        description: Option<String>,
        /// Since.
        date_from: Option<PartialDate>,
        /// Until.
        date_to: Option<PartialDate>,
        /// Where.
        area: Option<Area>,
        /// With which result.
        result: Option<String>,
    }

    /// An examination.
    Attestation {
        /// When.
        date: Option<PartialDate>,
        /// Its name.
        name: Option<String>,
        /// Who examined.
        organization: Option<String>,
        /// About it.
        description: Option<String>,
        /// With which result.
        result: Option<String>,
    }

    /// A certificate.
    Certificate {
        /// Its name.
        name: Option<String>,
        /// Who gave it.
        organization: Option<String>,
        /// About it.
        description: Option<String>,
        /// Its address on the web.
        url: Option<String>,
        /// Where.
        area: Option<Area>,
        /// When.
        date: Option<PartialDate>,
    }

    /// A picture of their work.
    Portfolio {
        /// Address of a small one.
        small: Option<String>,
        /// Address of a large one.
        large: Option<String>,
        /// About it.
        description: Option<String>,
    }

    /// A way to reach them.
    Contact {
        /// Of which kind.
        r#type: Option<Entity>,
        /// Number, address or name.
        value: Option<String>,
        /// Whether they prefer it.
        preferred: Option<bool>,
        /// More, of a telephone number.
        full_value: Option<PhoneNumber>,
    }

    /// A telephone number in parts.
    PhoneNumber {
        /// Country code.
        country: Option<String>,
        /// Area code.
        city: Option<String>,
        /// The rest.
        number: Option<String>,
        /// All of it, for people.
        formatted: Option<String>,
    }

    /// A place.
    Area {
        /// Country.
        country: Option<Entity>,
        /// City.
        city: Option<Entity>,
        /// Underground station.
        metro: Option<Entity>,
        /// Address.
        address: Option<String>,
        /// Latitude, degrees.
        lat: Option<f64>,
        /// Longitude, degrees.
        lng: Option<f64>,
    }

    /// Whether they would move.
    Relocation {
        /// Whether.
        r#type: Option<Entity>,
        /// Where to.
        area: Vec<Area>,
    }

    /// A salary.
    Salary {
        /// How much.
        amount: Option<f64>,
        /// In which currency.
        currency: Option<String>,
    }

    /// A recommendation.
    Recommendation {
        /// What it says.
        value: Option<String>,
        /// When.
        date: Option<PartialDate>,
        /// Whose it is.
        name: Option<String>,
        /// Their occupation.
        position: Option<String>,
        /// Their employer.
        organization: Option<String>,
        /// How to reach them.
        contact: Option<String>,
    }

    /// Military service.
    Military {
        /// Since.
        date_from: Option<PartialDate>,
        /// Until.
        date_to: Option<PartialDate>,
        /// Where.
        area: Option<Area>,
        /// In which unit, in no documented form.
        unit: BTreeMap<String, Value>,
    }

    /// What others think of them in a network.
    SocialRating {
        /// Which network.
        kind: Option<String>,
        /// Figures, in the network's own form.
        stats: Option<Value>,
        /// Topics.
        tags: Vec<String>,
        /// Address of their page.
        url: Option<String>,
        /// Their name there.
        login: Option<String>,
        /// Since when, ISO 8601.
        registered_at: Option<String>,
    }

    /// A picture of them.
    Photo {
        /// Address of a small one.
        small: Option<String>,
        /// Address of a middling one.
        medium: Option<String>,
        /// Address of a large one.
        large: Option<String>,
        /// Its id at the job site.
        external_id: Option<String>,
        /// About it.
        description: Option<String>,
        /// Address of the original.
        source: Option<String>,
        /// Its id at Huntflow.
        id: Option<u64>,
    }

    /// Anything else.
    Additional {
        /// What.
        name: Option<String>,
        /// About it.
        description: Option<String>,
    }
}
