"""Why a row of a file is refused, and what to do: in French and Arabic."""

ROWS: dict[str, dict[str, str]] = {
    "this kind of file is not read. Send a CSV, XLSX, JSON or JSON Lines file.": {
        "fr": "Ce type de fichier n’est pas lu. Envoyez un fichier CSV, XLSX, JSON ou JSON Lines.",
        "ar": "هذا النوع من الملفات لا يُقرأ. أرسل ملف CSV أو XLSX أو JSON أو JSON Lines.",
    },
    "the file takes too long to read. Send it in parts.": {
        "fr": "Ce fichier est trop long à lire. Envoyez-le en plusieurs parties.",
        "ar": "قراءة هذا الملف تستغرق وقتا أطول من اللازم. أرسله على أجزاء.",
    },
    "{a} was merged into {b}": {
        "fr": "{a} a été fusionné avec {b}",
        "ar": "دُمج {a} في {b}",
    },
    "Use the id of that startup, or take the row out.": {
        "fr": "Utilisez l’identifiant de cette startup, ou retirez la ligne.",
        "ar": "استعمل معرّف تلك الشركة الناشئة، أو احذف السطر.",
    },
    "Use the number of that firm, or take the row out.": {
        "fr": "Utilisez le numéro de cette entreprise, ou retirez la ligne.",
        "ar": "استعمل رقم تلك المقاولة، أو احذف السطر.",
    },
    "the ICE of {a} is that of {b}": {
        "fr": "l’ICE de {a} est celui de {b}",
        "ar": "رقم ICE الخاص بـ{a} هو رقم {b}",
    },
    "Correct the ICE, or merge the two startups first.": {
        "fr": "Corrigez l’ICE, ou fusionnez d’abord les deux startups.",
        "ar": "صحّح رقم ICE، أو ادمج الشركتين أولًا.",
    },
    "Correct the ICE, or merge the two firms first.": {
        "fr": "Corrigez l’ICE, ou fusionnez d’abord les deux entreprises.",
        "ar": "صحّح رقم ICE، أو ادمج المقاولتين أولًا.",
    },
    "{a} and {b} are the same startup here": {
        "fr": "{a} et {b} sont ici la même startup",
        "ar": "{a} و{b} هما هنا الشركة الناشئة نفسها",
    },
    "{a} and another row are the same firm here": {
        "fr": "{a} et une autre ligne sont ici la même entreprise",
        "ar": "{a} وسطر آخر هما هنا المقاولة نفسها",
    },
    "Keep one of them.": {
        "fr": "Gardez-en une seule.",
        "ar": "احتفظ بواحدة منهما.",
    },
    "no firm has the number {n}": {
        "fr": "aucune entreprise n’a le numéro {n}",
        "ar": "لا مقاولة تحمل الرقم {n}",
    },
    "Leave the number empty: a firm is also found by its ICE or its name.": {
        "fr": "Laissez le numéro vide : une entreprise se retrouve aussi par son ICE ou son nom.",
        "ar": "اترك الرقم فارغًا: تُعرف المقاولة أيضًا برقم ICE أو باسمها.",
    },
    "there is no name": {
        "fr": "il n’y a pas de nom",
        "ar": "لا يوجد اسم",
    },
    "Write the startup's name.": {
        "fr": "Écrivez le nom de la startup.",
        "ar": "اكتب اسم الشركة الناشئة.",
    },
    "Write the firm's name.": {
        "fr": "Écrivez le nom de l’entreprise.",
        "ar": "اكتب اسم المقاولة.",
    },
    "this firm is already on line {n}": {
        "fr": "cette entreprise est déjà à la ligne {n}",
        "ar": "هذه المقاولة موجودة في السطر {n}",
    },
    "Keep one row for each firm.": {
        "fr": "Gardez une ligne par entreprise.",
        "ar": "احتفظ بسطر واحد لكل مقاولة.",
    },
    "{v} is not a firm's number": {
        "fr": "{v} n’est pas un numéro d’entreprise",
        "ar": "{v} ليس رقم مقاولة",
    },
    "Leave it empty: a firm is also found by its ICE or its name.": {
        "fr": "Laissez vide : une entreprise se retrouve aussi par son ICE ou son nom.",
        "ar": "اتركه فارغًا: تُعرف المقاولة أيضًا برقم ICE أو باسمها.",
    },
    "{v} is not a year": {
        "fr": "{v} n’est pas une année",
        "ar": "{v} ليست سنة",
    },
    "Write a year of four digits, from {n} on, or leave it empty.": {
        "fr": "Écrivez une année de quatre chiffres, à partir de {n}, ou laissez vide.",
        "ar": "اكتب سنة من أربعة أرقام ابتداءً من {n}، أو اتركها فارغة.",
    },
    "{f} holds headings but no row. Add one row for each firm.": {
        "fr": "{f} contient des en-têtes mais aucune ligne. Ajoutez une ligne par entreprise.",
        "ar": "{f} يضم العناوين دون أي سطر. أضف سطرًا لكل مقاولة.",
    },
    "{f} holds headings but no row. Add one row for each startup.": {
        "fr": "{f} contient des en-têtes mais aucune ligne. Ajoutez une ligne par startup.",
        "ar": "{f} يضم العناوين دون أي سطر. أضف سطرًا لكل شركة ناشئة.",
    },
    "there is no text": {
        "fr": "il n’y a pas de texte",
        "ar": "لا يوجد نص",
    },
    "Write what the startup can do.": {
        "fr": "Écrivez ce que la startup sait faire.",
        "ar": "اكتب ما تستطيع الشركة الناشئة فعله.",
    },
    "a capability has no text": {
        "fr": "une compétence n’a pas de texte",
        "ar": "كفاءة بلا نص",
    },
    'Give each capability a "text".': {
        "fr": "Donnez un « text » à chaque compétence.",
        "ar": "أعطِ كل كفاءة حقل «text».",
    },
    "the id {a} already names {b} (line {n})": {
        "fr": "l’identifiant {a} désigne déjà {b} (ligne {n})",
        "ar": "المعرّف {a} يدل على {b} مسبقًا (السطر {n})",
    },
    "Give each startup its own id; repeat id and name only to add a capability.": {
        "fr": "Donnez à chaque startup son identifiant ; ne répétez identifiant et nom que pour ajouter une compétence.",
        "ar": "أعطِ كل شركة ناشئة معرّفها؛ ولا تكرر المعرّف والاسم إلا لإضافة كفاءة.",
    },
    "{a} contradicts {b} on line {n} for {c}": {
        "fr": "{a} contredit {b} à la ligne {n} pour {c}",
        "ar": "{a} يناقض {b} في السطر {n} بالنسبة إلى {c}",
    },
    "Keep one of them, or give the two startups different ids.": {
        "fr": "Gardez l’une des deux valeurs, ou donnez des identifiants différents aux deux startups.",
        "ar": "احتفظ بإحداهما، أو أعطِ الشركتين معرّفين مختلفين.",
    },
    "the capability id {a} is given to two texts": {
        "fr": "l’identifiant de compétence {a} est donné à deux textes",
        "ar": "معرّف الكفاءة {a} معطى لنصّين",
    },
    "Give each capability of a startup its own id, or none.": {
        "fr": "Donnez à chaque compétence d’une startup son identifiant, ou aucun.",
        "ar": "أعطِ كل كفاءة معرّفها، أو لا تعطِ أي معرّف.",
    },
    "it holds a formula whose result was never saved": {
        "fr": "la cellule contient une formule dont le résultat n’a jamais été enregistré",
        "ar": "الخلية تضم صيغة لم تُحفظ نتيجتها",
    },
    "Open the workbook, let it compute, and save it; or paste the values.": {
        "fr": "Ouvrez le classeur, laissez-le calculer et enregistrez-le ; ou collez les valeurs.",
        "ar": "افتح المصنف ودعه يحسب ثم احفظه؛ أو ألصق القيم.",
    },
    "Give it as text.": {
        "fr": "Donnez-le sous forme de texte.",
        "ar": "اكتبه نصًّا.",
    },
    "it holds NUL characters": {
        "fr": "la cellule contient des caractères nuls",
        "ar": "الخلية تضم محارف فارغة",
    },
    "Export the file again as plain text.": {
        "fr": "Exportez de nouveau le fichier en texte simple.",
        "ar": "صدّر الملف من جديد نصًّا بسيطًا.",
    },
    "it holds half of a character": {
        "fr": "la cellule contient une moitié de caractère",
        "ar": "الخلية تضم نصف محرف",
    },
    "Export the file again in UTF-8.": {
        "fr": "Exportez de nouveau le fichier en UTF-8.",
        "ar": "صدّر الملف من جديد بترميز UTF-8.",
    },
    "it holds the spreadsheet error {v}": {
        "fr": "la cellule contient l’erreur de tableur {v}",
        "ar": "الخلية تضم خطأ الجدول {v}",
    },
    "Mend the formula or empty the cell.": {
        "fr": "Corrigez la formule ou videz la cellule.",
        "ar": "صحّح الصيغة أو أفرغ الخلية.",
    },
    "it has {a} characters; at most {b} are read": {
        "fr": "le texte a {a} caractères ; {b} au plus sont lus",
        "ar": "النص فيه {a} محرفًا؛ ويُقرأ {b} على الأكثر",
    },
    "Shorten it, or make several capabilities of it.": {
        "fr": "Raccourcissez-le, ou faites-en plusieurs compétences.",
        "ar": "اختصره، أو اجعله عدة كفاءات.",
    },
    "Shorten it; a long text belongs in the text column.": {
        "fr": "Raccourcissez-le ; un long texte va dans la colonne du texte.",
        "ar": "اختصره؛ فالنص الطويل موضعه عمود النص.",
    },
    "the id {v} is too long or holds characters that cannot be seen": {
        "fr": "l’identifiant {v} est trop long ou contient des caractères invisibles",
        "ar": "المعرّف {v} طويل جدًا أو يضم محارف غير مرئية",
    },
    "Give a plain id of at most {n} characters.": {
        "fr": "Donnez un identifiant simple de {n} caractères au plus.",
        "ar": "أعطِ معرّفًا بسيطًا من {n} محرف على الأكثر.",
    },
    "a spreadsheet made the date {v} of it": {
        "fr": "un tableur en a fait la date {v}",
        "ar": "جعل منه الجدول التاريخ {v}",
    },
    "Write the TRL as one number, 1 to 9.": {
        "fr": "Écrivez le TRL en un seul chiffre, de 1 à 9.",
        "ar": "اكتب مستوى النضج رقمًا واحدًا من 1 إلى 9.",
    },
    "{v} is not a TRL": {
        "fr": "{v} n’est pas un TRL",
        "ar": "{v} ليس مستوى نضج",
    },
    "Write one whole number from 1 to 9, or leave it empty.": {
        "fr": "Écrivez un nombre entier de 1 à 9, ou laissez vide.",
        "ar": "اكتب عددًا صحيحًا من 1 إلى 9، أو اترك الخلية فارغة.",
    },
    "{v} is not a status": {
        "fr": "{v} n’est pas un statut",
        "ar": "{v} ليست حالة معروفة",
    },
    "Write active, paused or withdrawn (actif, en pause, retiré), or leave it empty.": {
        "fr": "Écrivez actif, en pause ou retiré, ou laissez vide.",
        "ar": "اكتب نشط أو متوقف أو منسحب، أو اترك الخلية فارغة.",
    },
    "{v} is not an ICE: {why}": {
        "fr": "{v} n’est pas un ICE : ses 15 chiffres ne se vérifient pas",
        "ar": "{v} ليس رقم ICE: أرقامه الخمسة عشر لا تتحقق",
    },
    "Correct it or leave it empty.": {
        "fr": "Corrigez-le ou laissez vide.",
        "ar": "صحّحه أو اتركه فارغًا.",
    },
    "{v} is not a web address": {
        "fr": "{v} n’est pas une adresse web",
        "ar": "{v} ليس عنوان موقع",
    },
    "Start it with https://, or leave it empty.": {
        "fr": "Commencez par https://, ou laissez vide.",
        "ar": "ابدأه بـ https://، أو اتركه فارغًا.",
    },
    "{v} is not a language that is known here": {
        "fr": "{v} n’est pas une langue connue ici",
        "ar": "{v} ليست لغة معروفة هنا",
    },
    "Write fr, ar, en (or français, arabe, anglais), or leave it empty.": {
        "fr": "Écrivez fr, ar, en (ou français, arabe, anglais), ou laissez vide.",
        "ar": "اكتب fr أو ar أو en، أو اترك الخلية فارغة.",
    },
    "{v} is not a size of firm": {
        "fr": "{v} n’est pas une taille d’entreprise",
        "ar": "{v} ليس حجم مقاولة",
    },
    "{v} names several sizes of firm": {
        "fr": "{v} désigne plusieurs tailles d’entreprise",
        "ar": "{v} يدل على عدة أحجام",
    },
    "Write micro, small, medium or large (très petite, petite, moyenne, grande), or leave it empty.": {
        "fr": "Écrivez très petite, petite, moyenne ou grande, ou laissez vide.",
        "ar": "اكتب صغيرة جدا أو صغيرة أو متوسطة أو كبيرة، أو اترك الخلية فارغة.",
    },
    "{v} is not a number of introductions": {
        "fr": "{v} n’est pas un nombre de mises en relation",
        "ar": "{v} ليس عدد عمليات ربط",
    },
    "Write one whole number from 0 to {n}, or leave it empty.": {
        "fr": "Écrivez un nombre entier de 0 à {n}, ou laissez vide.",
        "ar": "اكتب عددًا صحيحًا من 0 إلى {n}، أو اترك الخلية فارغة.",
    },
}
"""English sentence → language → sentence; a place in braces stands for any words."""
