// Who the resumes are about: shared by every producer, so that each meets every script.
/** A name, a title, a sentence, and what a file is called, of people all over the world. */
export const PEOPLE = [
  ["Ada Byron", "Engineer", "I build machines that people can trust.", "CV Ada Byron"],
  ["Анна Ковалёва", "Инженер", "Люблю разбираться в сложном и объяснять просто.", "Резюме Анны Ковалёвой (2026)"],
  ["עדה כהן", "מהנדסת", "אני בונה מערכות שאנשים סומכים עליהן.", "קורות חיים"],
  ["ليلى حداد", "مهندسة برمجيات", "أحب أن أبني ما يدوم.", "السيرة الذاتية"],
  ["王小明", "软件工程师", "我喜欢把复杂的事情变得简单。", "简历-王小明"],
  ["山田花子", "エンジニア", "人の役に立つものを作ります。", "履歴書"],
  ["김민준", "개발자", "오래 가는 것을 만듭니다.", "이력서_김민준"],
  ["अनिता शर्मा", "अभियंता", "मुझे सरल समाधान पसंद हैं।", "जीवनवृत्त"],
  ["สมชาย ใจดี", "วิศวกร", "ผมชอบทำงานเป็นทีม", "ประวัติย่อ"],
  ["Νίκος Παπαδόπουλος", "Μηχανικός", "Μου αρέσει η απλότητα.", "Βιογραφικό"],
  ["ნინო ბერიძე", "ინჟინერი", "მიყვარს რთული ამოცანები.", "რეზიუმე"],
  ["Nguyễn Văn Ánh", "Kỹ sư", "Tôi thích làm việc cẩn thận.", "Hồ sơ xin việc"],
  ["Jürgen Müßig-Öztürk", "Ingenieur", "Gründlichkeit über Eile.", "Lebenslauf Müßig-Öztürk"],
  ["José Ñandú Álvarez", "Ingeniero", "Me gusta enseñar lo que aprendo.", "Currículum José"],
  ["Léa Lefèvre-Dœuff", "Ingénieure", "J’aime les choses bien faites.", "CV – Léa « 2026 »"],
  ["Łukasz Żółć", "Inżynier", "Lubię porządek w kodzie.", "Życiorys"],
  ["தமிழ்ச்செல்வி", "பொறியாளர்", "எளிமையே அழகு.", "தன்விவரம்"],
  ["አበበ በቀለ", "መሐንዲስ", "ስራዬን እወዳለሁ።", "የሥራ ልምድ"],
  ["Հայկ Պետրոսյան", "Ճարտարագետ", "Սիրում եմ պարզությունը։", "Ինքնակենսագրություն"],
  ["🙂 Kim O’Neil & Sons <cv>", 'Engineer "lead"', "100 % \\o/ /JavaScript and DDE are words I know.", "résumé #1 & 2"],
];
